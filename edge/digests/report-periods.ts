import { addDays, epochOfClockTime, localDateAt } from "#shared/time/site-time.ts";

/** `8` as the clock has it: `08:00`. */
export function clockHour(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** The latest day, and the last day (Sunday) of the latest week, that may be reported on: from `hour` the morning after. */
export function reportable(
  hour: number,
  timeZone: string,
  nowMs: number,
): { date: string; weekEnd: string } {
  const today = localDateAt(nowMs, timeZone);
  const isDue = nowMs >= epochOfClockTime(today, clockHour(hour), timeZone);
  const date = addDays(today, isDue ? -1 : -2);
  return { date, weekEnd: addDays(date, -new Date(`${date}T00:00:00Z`).getUTCDay()) };
}

/** The week, Monday to Sunday, that ends on a date. */
export function weekEnding(date: string): { from: string; to: string } {
  return { from: addDays(date, -6), to: date };
}
