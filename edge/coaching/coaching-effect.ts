import { addDays } from "#shared/time/site-time.ts";

import type { Spread } from "../agents/interval.ts";
import { marginOfDifference } from "../agents/interval.ts";
import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import type { Period } from "../qa-api/period.ts";

/** So many days before and after a task was done are compared; the day itself is in neither. */
export const EFFECT_DAYS = 30;
/** Fewer calls on either side say nothing. */
const LEAST_CALLS = 5;
const LEAST_DEGREES = 4;

type Side = { calls: number; average: number };

/** An average before and after a task was done. */
export type Effect = {
  /** Null: the score as a whole. */
  criterionId: string | null;
  before: Side | null;
  after: Side | null;
  /** Half the width of the 95 % interval of the difference; null where there are too few calls to tell. */
  margin: number | null;
};

export function effectPeriods(doneOn: string): { before: Period; after: Period } {
  return {
    before: { from: addDays(doneOn, -EFFECT_DAYS), to: addDays(doneOn, -1) },
    after: { from: addDays(doneOn, 1), to: addDays(doneOn, EFFECT_DAYS) },
  };
}

/** What became of the score and of these criteria. `days` are the agent's, of both periods at least. */
export function effectsOf(
  days: readonly DayStat[],
  doneOn: string,
  criterionIds: readonly string[],
): Effect[] {
  const { before, after } = effectPeriods(doneOn);
  return [null, ...criterionIds].map((criterionId) => {
    const sums = days.map((day) => sumOfDay(day, criterionId)).filter(({ calls }) => calls > 0);
    const within = ({ from, to }: Period) => sums.filter(({ date }) => date >= from && date <= to);
    return { criterionId, ...compare(within(before), within(after)) };
  });
}

type DaySum = { date: string; calls: number; sum: number };

function sumOfDay(day: DayStat, criterionId: string | null): DaySum {
  const date = day.localDate;
  if (criterionId === null) return { date, calls: day.scoredCalls, sum: day.sumTotal };
  const marks = day.marks.find((sum) => sum.criterionId === criterionId);
  return { date, calls: marks?.marked ?? 0, sum: marks?.sumMark ?? 0 };
}

function compare(before: readonly DaySum[], after: readonly DaySum[]): Omit<Effect, "criterionId"> {
  const [sideBefore, sideAfter] = [sideOf(before), sideOf(after)];
  const isEnough = [sideBefore, sideAfter].every(
    (side) => side !== null && side.calls >= LEAST_CALLS,
  );
  return {
    before: sideBefore,
    after: sideAfter,
    margin: isEnough
      ? marginOfDifference(
          { spread: spreadOfDays(before), calls: sideBefore?.calls ?? 0 },
          { spread: spreadOfDays(after), calls: sideAfter?.calls ?? 0 },
        )
      : null,
  };
}

function sideOf(days: readonly DaySum[]): Side | null {
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  if (calls === 0) return null;
  return { calls, average: days.reduce((sum, day) => sum + day.sum, 0) / calls };
}

/**
 * The spread of calls from sums by day, all that the rollups have: Σ n_d · (mean_d − mean)² / (days − 1) estimates the
 * variance of a single call, and is larger where days differ more than their calls do, so that the interval is rather too
 * wide than too narrow. Null for fewer than five days.
 */
function spreadOfDays(days: readonly DaySum[]): Spread | null {
  const degrees = days.length - 1;
  const side = sideOf(days);
  if (side === null || degrees < LEAST_DEGREES) return null;
  const between = days.reduce(
    (sum, day) => sum + day.calls * (day.sum / day.calls - side.average) ** 2,
    0,
  );
  return { variance: between / degrees, degrees };
}
