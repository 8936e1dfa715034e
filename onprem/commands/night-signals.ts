/** A force that does not end the process within this time is followed by the plain end of the process. */
const FORCED_END_MS = 5_000;

export type NightSignals = {
  /** Aborts on the first signal. */
  drain: AbortSignal;
  /** Aborts on the second. */
  force: AbortSignal;
  /**
   * The exit code that the stop deserves, null while nothing stopped: 0 after a SIGTERM, systemd's way of asking, was obeyed
   * in good order; 128 and the signal's number for Ctrl-C, a lost terminal, and whatever was forced.
   */
  exitCode: () => number | null;
};

/** Stops in two stages on SIGINT, SIGTERM and SIGHUP: the first signal drains, the second forces, a third ends at once. */
export function drainThenForce(): NightSignals {
  const drain = new AbortController();
  const force = new AbortController();
  let code: number | null = null;
  for (const [name, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(name, () => {
      if (force.signal.aborted) process.exit(128 + number);
      if (drain.signal.aborted) {
        code = 128 + number;
        setTimeout(() => process.exit(code ?? 1), FORCED_END_MS).unref();
        force.abort();
        return;
      }
      code = name === "SIGTERM" ? 0 : 128 + number;
      drain.abort();
    });
  }
  return { drain: drain.signal, force: force.signal, exitCode: () => code };
}
