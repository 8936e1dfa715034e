import { addDays } from "#shared/time/site-time.ts";

const DAY_MS = 86_400_000;

/** How many days lie in a span of dates, both ends included; less than 1 when it runs backwards. */
export function daysIn(span: { from: string; to: string }): number {
  return (Date.parse(span.to) - Date.parse(span.from)) / DAY_MS + 1;
}

/** The Monday of a date's week. */
export function mondayOf(date: string): string {
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

/** Every date of a span, first to last. */
export function datesIn(span: { from: string; to: string }): string[] {
  return Array.from({ length: Math.max(0, daysIn(span)) }, (_, at) => addDays(span.from, at));
}
