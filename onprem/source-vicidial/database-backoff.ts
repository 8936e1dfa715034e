const FIRST_MS = 15_000;
const LONGEST_MS = 10 * 60_000;

/** Leaves the database alone for a while after it could not answer, longer each time, never quite as long as the others. */
export type DatabaseBackoff = {
  /** Milliseconds until it may be asked again; 0 when it may be now. */
  remainingMs(now: number): number;
  /** Returns for how long it is left alone. */
  failed(now: number): number;
  succeeded(): void;
};

/** `random` gives numbers from 0 to 1: several agents on one database must not come back in step. */
export function createDatabaseBackoff(random: () => number): DatabaseBackoff {
  let failures = 0;
  let until = 0;
  return {
    remainingMs: (now) => Math.max(0, Math.min(until - now, LONGEST_MS)),
    failed(now) {
      const fullMs = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
      const delayMs = Math.round(fullMs * (0.75 + random() * 0.25));
      failures += 1;
      until = now + delayMs;
      return delayMs;
    },
    succeeded() {
      failures = 0;
      until = 0;
    },
  };
}
