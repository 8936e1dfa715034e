import { addDays, epochOfClockTime, localDateAt } from "#shared/time/site-time.ts";

/** HH:MM on the site's clock; an end at or before the start lies on the next day. */
export type NightHours = { start: string; end: string };

export type WindowNow =
  /** `endsAt` and `startsAt` are epoch milliseconds. */
  { inside: true; startsAt: number; endsAt: number } | { inside: false; startsAt: number };

/**
 * Whether it is night at an instant, and until when, or when the next night begins. Start and end are what the wall clock
 * shows, so a night across a change of the clock is an hour longer or shorter. A time the clock leaves out lies as far
 * after the change; of a time it shows twice the start is the first. An end that is shown twice is the first as well: in
 * doubt production gets its host back early.
 */
export function windowAt(now: number, hours: NightHours, timeZone: string): WindowNow {
  const today = localDateAt(now, timeZone);
  const nights = [-1, 0, 1, 2].map((offset) => nightOf(addDays(today, offset), hours, timeZone));
  const current = nights.find((night) => night.startsAt <= now && now < night.endsAt);
  if (current !== undefined) return { inside: true, ...current };
  const next = nights.find((night) => night.startsAt > now && night.startsAt < night.endsAt);
  // Of three days to come at most one can lose its whole night to a change of the clock.
  return { inside: false, startsAt: next?.startsAt ?? now };
}

/** The next instant at which the site's clock shows HH:MM, for a run that the owner asked for. */
export function nextClockTime(now: number, clockTime: string, timeZone: string): number {
  const today = localDateAt(now, timeZone);
  const times = [0, 1, 2].map((offset) =>
    epochOfClockTime(addDays(today, offset), clockTime, timeZone),
  );
  return times.find((time) => time > now) ?? now;
}

function nightOf(
  date: string,
  { start, end }: NightHours,
  timeZone: string,
): { startsAt: number; endsAt: number } {
  return {
    startsAt: epochOfClockTime(date, start, timeZone),
    endsAt: epochOfClockTime(end > start ? date : addDays(date, 1), end, timeZone),
  };
}
