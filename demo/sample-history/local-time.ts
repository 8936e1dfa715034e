import { epochOfWallTime } from "#shared/time/site-time.ts";

export function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The instant, in epoch milliseconds, at which a date's clock shows so many minutes after midnight. */
export function epochOfMinute(date: string, minuteOfDay: number, timeZone: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  const hour = Math.floor(minuteOfDay / 60);
  return epochOfWallTime({ year, month, day, hour, minute: minuteOfDay % 60, second: 0 }, timeZone);
}
