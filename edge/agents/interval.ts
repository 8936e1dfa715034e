/*
 * How sure an average is. The spread of calls around their own agent's average is estimated once for all agents together
 * (the within-group variance of an analysis of variance), because a handful of calls says little about one agent's own:
 *
 *   s² = (Σ total² − Σ over agents of (Σ total)² / n) / (N − agents)
 *
 * The 95 % confidence interval of an agent's average is then average ± t · s / √n, with Student's t for N − agents degrees
 * of freedom; that of a difference of two averages is ± t · √(s₁²/n₁ + s₂²/n₂), where an agent's two periods share the
 * later one's s.
 */

/** How many totals there are, and their sum. */
export type Group = { calls: number; sum: number };

/** The variance of totals around their own group's average, and the degrees of freedom of its estimate. */
export type Spread = { variance: number; degrees: number };

/** Fewer degrees of freedom give no interval worth showing. */
const LEAST_DEGREES = 4;
/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/** The spread within groups; null when there are too few totals to tell. Totals that are in no group count as one more. */
export function pooledSpread(
  all: Group & { sumSquares: number },
  groups: readonly Group[],
): Spread | null {
  const rest = groups.reduce(
    ({ calls, sum }, group) => ({ calls: calls - group.calls, sum: sum - group.sum }),
    { calls: all.calls, sum: all.sum },
  );
  const counted = [...groups, rest].filter(({ calls }) => calls > 0);
  const between = counted.reduce((total, { calls, sum }) => total + sum ** 2 / calls, 0);
  const degrees = all.calls - counted.length;
  if (degrees < LEAST_DEGREES) return null;
  return { variance: Math.max(0, all.sumSquares - between) / degrees, degrees };
}

/** Half the width of an average's 95 % confidence interval. */
export function marginOfAverage(spread: Spread | null, calls: number): number | null {
  if (spread === null || calls === 0) return null;
  return studentT(spread.degrees) * Math.sqrt(spread.variance / calls);
}

/** Half the width of the 95 % confidence interval of a difference of two averages. */
export function marginOfDifference(
  now: { spread: Spread | null; calls: number },
  before: { spread: Spread | null; calls: number },
): number | null {
  if (now.spread === null || before.spread === null) return null;
  if (now.calls === 0 || before.calls === 0) return null;
  const variance = now.spread.variance / now.calls + before.spread.variance / before.calls;
  return studentT(Math.min(now.spread.degrees, before.spread.degrees)) * Math.sqrt(variance);
}

/** The 97.5 % quantile of Student's t, by the Cornish-Fisher expansion around the normal one: within 0.5 % from 4 degrees on. */
function studentT(degrees: number): number {
  return (
    Z +
    (Z ** 3 + Z) / (4 * degrees) +
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * degrees ** 2) +
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * degrees ** 3)
  );
}
