import { averageTotal } from "../qa-api/averages.ts";
import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import { datesIn, daysIn, mondayOf } from "../qa-api/local-dates.ts";
import type { Period } from "../qa-api/period.ts";

/** More days than this are drawn by the week: single days can no longer be told apart, and weekends make a saw of them. */
const MOST_SINGLE_DAYS = 45;

/** An average over fewer calls may well be chance, and is drawn hollow. */
export const SOLID_FROM_CALLS = 5;

type Sums = Pick<DayStat, "localDate" | "scoredCalls" | "sumTotal" | "flaggedCalls">;

export type Trend = { by: "day" | "week"; spans: TrendSpan[] };

/** A day or a week, of local dates, both included; the first and the last week are those parts of them that are in the period. */
export type TrendSpan = Period & {
  /** Scored calls, the n behind the average. */
  calls: number;
  averageScore: number | null;
  flaggedCalls: number;
};

/** Every day or week of a period, those without calls too: a chart needs them. */
export function trendOf(period: Period, days: readonly Sums[]): Trend {
  const by = daysIn(period) > MOST_SINGLE_DAYS ? "week" : "day";
  const startOf = (date: string) => {
    if (by === "day") return date;
    const monday = mondayOf(date);
    return monday < period.from ? period.from : monday;
  };
  const sums = new Map<string, { to: string; calls: number; sum: number; flaggedCalls: number }>();
  for (const date of datesIn(period)) {
    const span = sums.get(startOf(date));
    if (span === undefined) sums.set(date, { to: date, calls: 0, sum: 0, flaggedCalls: 0 });
    else span.to = date;
  }
  for (const { localDate, scoredCalls, sumTotal, flaggedCalls } of days) {
    const span = sums.get(startOf(localDate));
    if (span === undefined) continue;
    span.calls += scoredCalls;
    span.sum += sumTotal;
    span.flaggedCalls += flaggedCalls;
  }
  const spans = [...sums].map(([from, { to, calls, sum, flaggedCalls }]) => ({
    from,
    to,
    calls,
    averageScore: averageTotal(sum, calls),
    flaggedCalls,
  }));
  return { by, spans };
}
