import { quantile } from "./quantile.ts";

export type Interval = { low: number; high: number };

const SEED = 20_261_122;
const RESAMPLES = 1000;
/** Where a statistic is undefined on many resamples, an interval of the rest would say too much. */
const MIN_DEFINED = 0.9;

/**
 * The 95 % percentile bootstrap interval of a statistic. What is drawn are whole units, here calls: the eight marks of a call
 * hang together, and drawing marks would make the interval too narrow. Always the same for the same units. Null with fewer
 * than two units or where the statistic is mostly undefined.
 */
export function bootstrapInterval<T>(
  units: readonly T[],
  statistic: (drawn: readonly T[]) => number | null,
): Interval | null {
  if (units.length < 2) return null;
  const random = seededRandom(SEED);
  const values: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    const drawn = units.map((unit) => units[Math.floor(random() * units.length)] ?? unit);
    const value = statistic(drawn);
    if (value !== null) values.push(value);
  }
  if (values.length < MIN_DEFINED * RESAMPLES) return null;
  const low = quantile(values, 0.025);
  const high = quantile(values, 0.975);
  return low === null || high === null ? null : { low, high };
}

/** Numbers from 0 up to 1, the same for the same seed (Tommy Ettinger's Mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
