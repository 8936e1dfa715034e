import type { Cost, CostForecast } from "#shared/contracts/spending.ts";
import { roundTo } from "#shared/scoring/score-call.ts";
import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import { daysIn } from "../qa-api/local-dates.ts";
import type { Period, SiteClock } from "../qa-api/period.ts";
import { readDailyCosts, readFirstCostDate } from "./costs.repository.ts";

/** A call costs fractions of a cent. */
const USD_DECIMALS = 6;
const MEAN_OVER_DAYS = 28;

/** What a site spent in a period, by day and judge, oldest first. */
export async function listCosts(db: Database, siteId: string, period: Period): Promise<Cost> {
  const days = await readDailyCosts(db, siteId, period);
  return days.map((day) => ({
    date: day.localDate,
    provider: day.provider,
    model: day.model,
    calls: day.calls,
    input_tokens: day.inputTokens,
    output_tokens: day.outputTokens,
    cost_usd: roundTo(day.costUsd, USD_DECIMALS),
    cost_per_call_usd: day.calls === 0 ? null : roundTo(day.costUsd / day.calls, USD_DECIMALS),
  }));
}

/**
 * What the site's calendar month is heading for, by judge: what was spent so far, today included, plus for each day left
 * the mean of the last 28 full days, or of as many as there are since the first day with costs. On a site's first day that
 * day stands for the others.
 */
export async function forecastCosts(
  db: Database,
  siteId: string,
  clock: SiteClock,
): Promise<CostForecast> {
  const today = localDateAt(clock.nowMs, clock.timeZone);
  const month = today.slice(0, 7);
  const monthStart = `${month}-01`;
  const yesterday = addDays(today, -1);
  const meanStart = addDays(today, -MEAN_OVER_DAYS);
  const earliest = meanStart < monthStart ? meanStart : monthStart;
  const [days, firstDate] = await Promise.all([
    readDailyCosts(db, siteId, { from: earliest, to: today }),
    readFirstCostDate(db, siteId),
  ]);
  const isFirstDay = firstDate === today;
  const since = firstDate !== null && firstDate > meanStart ? firstDate : meanStart;
  const meanPeriod = isFirstDay ? { from: today, to: today } : { from: since, to: yesterday };
  const daysLeft = daysIn({ from: addDays(today, 1), to: lastOfMonth(today) });

  const judges = new Map(days.map((day) => [`${day.provider}\n${day.model}`, day]));
  return [...judges.values()].map(({ provider, model }) => {
    const own = days.filter((day) => day.provider === provider && day.model === model);
    const inMonth = own.filter((day) => day.localDate >= monthStart);
    const spent = sumOf(inMonth, (day) => day.costUsd);
    const inMean = own.filter(
      ({ localDate }) => localDate >= meanPeriod.from && localDate <= meanPeriod.to,
    );
    const mean = sumOf(inMean, (day) => day.costUsd) / daysIn(meanPeriod);
    return {
      month,
      provider,
      model,
      calls_so_far: sumOf(inMonth, (day) => day.calls),
      spent_so_far_usd: roundTo(spent, USD_DECIMALS),
      mean_daily_usd: roundTo(mean, USD_DECIMALS),
      days_left: daysLeft,
      forecast_usd: roundTo(spent + mean * daysLeft, USD_DECIMALS),
    };
  });
}

function lastOfMonth(date: string): string {
  const inNextMonth = addDays(`${date.slice(0, 7)}-28`, 4);
  return addDays(`${inNextMonth.slice(0, 7)}-01`, -1);
}

function sumOf<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
