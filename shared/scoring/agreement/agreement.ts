import { type Mark, markValue } from "#shared/scoring/score-call.ts";

import { type BinaryRates, binaryRates } from "./binary-rates.ts";
import { type Pair, quadraticWeightedKappa } from "./weighted-kappa.ts";

export type MarkPair = { truth: Mark; judged: Mark };

/** How far a judge's marks are from a person's. Shares are 0 to 1; null where there is nothing to divide by. */
export type Agreement = {
  pairs: number;
  /** The same mark, NA included. */
  exact: number | null;
  /** At most one level apart; NA only with NA. */
  withinOne: number | null;
  /** Over pairs with a number on both sides, as are the next two. */
  kappa: number | null;
  /** Mean distance, in levels. */
  meanError: number | null;
  /** Mean of judged − truth, in levels: above 0 is lenient. */
  bias: number | null;
  /** How well the judge tells what does not apply. */
  notApplicable: BinaryRates;
};

export function agreementOf(pairs: readonly MarkPair[]): Agreement {
  const numbers = numberPairs(pairs);
  const isExact = ({ truth, judged }: MarkPair) => truth === judged;
  const close = numbers.filter(({ truth, judged }) => Math.abs(truth - judged) <= 1).length;
  const bothNa = pairs.filter(({ truth, judged }) => truth === "NA" && judged === "NA").length;
  return {
    pairs: pairs.length,
    exact: mean(pairs.map((pair) => (isExact(pair) ? 1 : 0))),
    withinOne: pairs.length === 0 ? null : (close + bothNa) / pairs.length,
    kappa: quadraticWeightedKappa(numbers),
    meanError: mean(numbers.map(({ truth, judged }) => Math.abs(judged - truth))),
    bias: mean(numbers.map(({ truth, judged }) => judged - truth)),
    notApplicable: binaryRates(
      pairs.map(({ truth, judged }) => ({ truth: truth === "NA", judged: judged === "NA" })),
    ),
  };
}

/** The pairs in which neither side is NA: kappa, error and bias are about levels. */
export function numberPairs(pairs: readonly MarkPair[]): Pair[] {
  return pairs.flatMap((pair) => {
    const truth = markValue(pair.truth);
    const judged = markValue(pair.judged);
    return truth === null || judged === null ? [] : [{ truth, judged }];
  });
}

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
