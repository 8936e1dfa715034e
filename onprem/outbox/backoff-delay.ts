/** How long to wait after failures: the first delay doubles with each one, up to a bound. Milliseconds. */
export type Backoff = { firstMs: number; maxMs: number };

/**
 * The wait after the nth failure in a row (n from 1). `random` (0 to 1) takes away up to half, so that many agents that
 * failed together do not come back together.
 */
export function backoffDelayMs(backoff: Backoff, failures: number, random: () => number): number {
  const doubled = backoff.firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30);
  return Math.round(Math.min(doubled, backoff.maxMs) * (1 - random() / 2));
}
