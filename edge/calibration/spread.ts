import { markValue, type Mark } from "#shared/scoring/score-call.ts";

/** How far marks of one criterion of one call lie apart. */
export type Spread = {
  /** Highest less lowest of the raters' numbers; null with fewer than two. */
  levels: number | null;
  /** Some say that it does not apply, others mark it. */
  isSplitOnNa: boolean;
  /** How far the judge's mark is above (below: negative) everybody's; 0 within, null where it cannot be said. */
  judgeOutside: number | null;
};

export function spreadOf(marks: readonly Mark[], judge: Mark | null): Spread {
  const values = marks.map(markValue).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const judged = judge === null ? null : markValue(judge);
  return {
    levels: values.length < 2 ? null : high - low,
    isSplitOnNa: values.length > 0 && values.length < marks.length,
    judgeOutside:
      judged === null || values.length === 0
        ? null
        : judged > high
          ? judged - high
          : Math.min(0, judged - low),
  };
}
