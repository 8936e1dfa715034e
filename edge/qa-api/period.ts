import type { DayOrInstant, PeriodBounds, PeriodQuery } from "#shared/contracts/period-query.ts";
import { addDays, localDateAt } from "#shared/time/site-time.ts";

import { AppError } from "../errors/app-error.ts";
import { daysIn } from "./local-dates.ts";

/** A span of a site's local dates, both ends included. */
export type Period = { from: string; to: string };

export type SiteClock = { timeZone: string; nowMs: number };

/** The site's local date that a query parameter names. */
export function localDateOf(value: DayOrInstant, timeZone: string): string {
  return "localDate" in value ? value.localDate : localDateAt(value.epochMs, timeZone);
}

/** The last `days` dates of the site, today included. */
export function lastDays(days: number, clock: SiteClock): Period {
  const to = localDateAt(clock.nowMs, clock.timeZone);
  return { from: addDays(to, 1 - days), to };
}

/** The period of the same length that ends the day before. */
export function periodBefore(period: Period): Period {
  return { from: addDays(period.from, -daysIn(period)), to: addDays(period.from, -1) };
}

/**
 * The dates a query asks for. `from` and `to` win over `days`; `to` is today unless given, `from` is `days` before `to`.
 *
 * @throws AppError `invalid_request` when the period runs backwards or is longer than allowed
 */
export function resolvePeriod(query: PeriodQuery, bounds: PeriodBounds, clock: SiteClock): Period {
  const days = query.days ?? bounds.defaultDays;
  const to = localDateOf(query.to ?? { epochMs: clock.nowMs }, clock.timeZone);
  const from =
    query.from === undefined ? addDays(to, 1 - days) : localDateOf(query.from, clock.timeZone);
  const period = { from, to };
  const length = daysIn(period);
  if (length < 1) {
    throw invalidPeriod("from", `from (${from}) lies after to (${to}).`);
  }
  if (length > bounds.maxDays) {
    throw invalidPeriod(
      "from",
      `${from} to ${to} is ${length} days; this address answers for at most ${bounds.maxDays}.`,
    );
  }
  return period;
}

function invalidPeriod(parameter: string, message: string): AppError {
  return new AppError({
    code: "invalid_request",
    status: 400,
    message,
    details: [{ parameter, message }],
  });
}
