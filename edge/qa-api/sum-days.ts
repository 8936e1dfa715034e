import type { DayStat } from "./daily-stats.repository.ts";

export type DaySums = Pick<
  DayStat,
  | "totalCalls"
  | "sampleCalls"
  | "scoredCalls"
  | "flaggedCalls"
  | "sumTotal"
  | "sumSquares"
  | "minTotal"
  | "maxTotal"
  | "reviewedCalls"
>;

const NOTHING: DaySums = {
  totalCalls: 0,
  sampleCalls: 0,
  scoredCalls: 0,
  flaggedCalls: 0,
  sumTotal: 0,
  sumSquares: 0,
  minTotal: null,
  maxTotal: null,
  reviewedCalls: 0,
};

/** Several days as one. */
export function sumDays(days: readonly DaySums[]): DaySums {
  return days.reduce<DaySums>(
    (sums, day) => ({
      totalCalls: sums.totalCalls + day.totalCalls,
      sampleCalls: sums.sampleCalls + day.sampleCalls,
      scoredCalls: sums.scoredCalls + day.scoredCalls,
      flaggedCalls: sums.flaggedCalls + day.flaggedCalls,
      sumTotal: sums.sumTotal + day.sumTotal,
      sumSquares: sums.sumSquares + day.sumSquares,
      minTotal: extreme(Math.min, sums.minTotal, day.minTotal),
      maxTotal: extreme(Math.max, sums.maxTotal, day.maxTotal),
      reviewedCalls: sums.reviewedCalls + day.reviewedCalls,
    }),
    NOTHING,
  );
}

/** The lower or higher of two totals, where null is none. */
export function extreme(
  pick: (a: number, b: number) => number,
  a: number | null,
  b: number | null,
): number | null {
  if (a === null) return b;
  return b === null ? a : pick(a, b);
}
