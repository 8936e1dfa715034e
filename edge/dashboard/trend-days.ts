import { addDays } from "#shared/time/site-time.ts";

import { averageTotal } from "../qa-api/averages.ts";
import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import type { Period } from "../qa-api/period.ts";

/** What is said of a day with fewer calls is drawn hollow: it may well be chance. */
export const SOLID_FROM_CALLS = 5;

export type TrendDay = {
  date: string;
  /** Scored calls, the n behind the average. */
  calls: number;
  averageScore: number | null;
  flaggedCalls: number;
};

/** Every day of a period, those without calls too: a chart needs them. */
export function trendOf(period: Period, days: readonly DayStat[]): TrendDay[] {
  const known = new Map(days.map((day) => [day.localDate, day]));
  const all: TrendDay[] = [];
  for (let date = period.from; date <= period.to; date = addDays(date, 1)) {
    const day = known.get(date);
    all.push({
      date,
      calls: day?.scoredCalls ?? 0,
      averageScore: day === undefined ? null : averageTotal(day.sumTotal, day.scoredCalls),
      flaggedCalls: day?.flaggedCalls ?? 0,
    });
  }
  return all;
}
