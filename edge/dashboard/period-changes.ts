import { addMark, type MarkSum } from "../qa-api/averages.ts";
import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import { sumDays, type DaySums } from "../qa-api/sum-days.ts";
import { criterionName } from "./wording.ts";

/** 95 % for one comparison, and for the largest of eight (Bonferroni), because it is the largest that is shown. */
const Z_ONE = 1.96;
const Z_LARGEST_OF_EIGHT = 2.73;

/** A figure of two periods. */
export type PeriodChange = {
  id: "score" | "flagged" | "coverage" | "criterion";
  /** The criterion's, where it is one. */
  name: string | null;
  now: number;
  before: number;
  /** Farther apart than two samples of the same calls would be in 19 of 20 cases. */
  isBeyondChance: boolean;
};

/** A mean or a share with what is needed to tell how far chance moves it. */
type Estimate = { value: number; variance: number; calls: number };

type Day = DaySums & Pick<DayStat, "marks">;

/**
 * What is different between two periods: score, flagged share, coverage, and the criterion that moved most for how many
 * marks it has. Calls are taken as independent of each other. Left out is what either period has no figure for.
 */
export function periodChanges(now: readonly Day[], before: readonly Day[]): PeriodChange[] {
  const [sumsNow, sumsBefore] = [sumDays(now), sumDays(before)];
  return [
    compare("score", null, meanTotal(sumsNow), meanTotal(sumsBefore), Z_ONE),
    compare(
      "flagged",
      null,
      share(sumsNow.flaggedCalls, sumsNow.scoredCalls),
      share(sumsBefore.flaggedCalls, sumsBefore.scoredCalls),
      Z_ONE,
    ),
    compare(
      "coverage",
      null,
      share(sumsNow.scoredCalls, sumsNow.totalCalls),
      share(sumsBefore.scoredCalls, sumsBefore.totalCalls),
      Z_ONE,
    ),
    largestMove(now, before),
  ].flatMap((found) => (found === null ? [] : [found.change]));
}

type Compared = { change: PeriodChange; sigmas: number };

function compare(
  id: PeriodChange["id"],
  name: string | null,
  now: Estimate | null,
  before: Estimate | null,
  z: number,
): Compared | null {
  if (now === null || before === null) return null;
  const error = Math.sqrt(now.variance / now.calls + before.variance / before.calls);
  const distance = Math.abs(now.value - before.value);
  const sigmas = distance === 0 ? 0 : distance / error;
  const change = { id, name, now: now.value, before: before.value, isBeyondChance: sigmas > z };
  return { change, sigmas };
}

function largestMove(now: readonly Day[], before: readonly Day[]): Compared | null {
  const marksBefore = sumsOf(before);
  return [...sumsOf(now)]
    .map(([id, sum]) =>
      compare(
        "criterion",
        criterionName(id),
        meanMark(sum),
        meanMark(marksBefore.get(id)),
        Z_LARGEST_OF_EIGHT,
      ),
    )
    .reduce((most, one) => (one !== null && one.sigmas > (most?.sigmas ?? -1) ? one : most), null);
}

function sumsOf(days: readonly Day[]): Map<string, MarkSum> {
  const sums = new Map<string, MarkSum>();
  for (const sum of days.flatMap(({ marks }) => marks)) addMark(sums, sum);
  return sums;
}

function meanTotal({ scoredCalls: calls, sumTotal, sumSquares }: DaySums): Estimate | null {
  if (calls < 2) return null;
  const value = sumTotal / calls;
  return { value, variance: Math.max(0, sumSquares - sumTotal * value) / (calls - 1), calls };
}

function share(part: number, calls: number): Estimate | null {
  if (calls === 0) return null;
  const value = part / calls;
  return { value, variance: value * (1 - value), calls };
}

/**
 * Only sums of marks are kept. The most that marks of 1 to 5 with this mean can vary is (5 − mean)(mean − 1) (Bhatia and
 * Davis 2000), so what is beyond chance here surely is.
 */
function meanMark(sum: MarkSum | undefined): Estimate | null {
  if (sum === undefined || sum.marked === 0) return null;
  const value = sum.sumMark / sum.marked;
  return { value, variance: (5 - value) * (value - 1), calls: sum.marked };
}
