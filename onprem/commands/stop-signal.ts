/**
 * Aborts on the first SIGINT, SIGTERM or SIGHUP, so that work can be put back in order; the second ends the process at once.
 * Returns the signal to pass on, and a function that says which exit code the stop deserves (null while nothing stopped).
 */
export function stopOnSignals(): { signal: AbortSignal; exitCode: () => number | null } {
  const controller = new AbortController();
  let exitCode: number | null = null;
  for (const [name, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(name, () => {
      if (exitCode !== null) process.exit(128 + number);
      exitCode = 128 + number;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}
