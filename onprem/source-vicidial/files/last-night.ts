import { addDays, epochOfWallTime, localDateAt } from "#shared/time/site-time.ts";

/** The night's start and end on the site's clock, HH:MM; an end before the start lies on the next day. */
export type NightHours = { start: string; end: string };

/**
 * The evening (YYYY-MM-DD in the site's zone) of the last night that is over by `deadline`, epoch milliseconds: the last
 * one in which a file that is removed then can be transcribed.
 */
export function lastNightBefore(
  deadline: number,
  { start, end }: NightHours,
  timeZone: string,
): string {
  const endsNextDay = end <= start;
  let evening = localDateAt(deadline, timeZone);
  while (endOfNight(evening) > deadline) evening = addDays(evening, -1);
  return evening;

  function endOfNight(evening: string): number {
    const [year = 0, month = 0, day = 0] = (endsNextDay ? addDays(evening, 1) : evening)
      .split("-")
      .map(Number);
    const [hour = 0, minute = 0] = end.split(":").map(Number);
    return epochOfWallTime({ year, month, day, hour, minute, second: 0 }, timeZone);
  }
}
