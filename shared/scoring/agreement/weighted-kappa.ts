/** Two marks of the same thing, each 1 to `levels`: what a person gave and what the judge gave. */
export type Pair = { truth: number; judged: number };

/**
 * Cohen's kappa with quadratic weights (Cohen 1968): 1 − Σ w·observed / Σ w·expected, w = (i − j)². 1 is full agreement, 0
 * what chance would give with these marginals. Null where it is not defined: no pairs, or both sides used one and the
 * same mark throughout, so that chance agrees fully too.
 */
export function quadraticWeightedKappa(pairs: readonly Pair[]): number | null {
  // Σ over all cells of w·expected is, for quadratic weights, the mean squared distance of every truth from every judged
  let observed = 0;
  let truthSum = 0;
  let judgedSum = 0;
  let squares = 0;
  for (const { truth, judged } of pairs) {
    observed += (truth - judged) ** 2;
    truthSum += truth;
    judgedSum += judged;
    squares += truth ** 2 + judged ** 2;
  }
  const n = pairs.length;
  if (n === 0) return null;
  const expected = squares - (2 * truthSum * judgedSum) / n;
  return expected <= 1e-9 ? null : 1 - observed / expected;
}
