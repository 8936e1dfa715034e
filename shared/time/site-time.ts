/** Wall-clock fields as a calendar and a clock on the site's wall show them; `month` counts from 1. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

const DAY_MS = 24 * 60 * 60 * 1000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** What the wall clock in `timeZone` shows at an instant given in epoch milliseconds. */
export function wallTimeAt(epochMs: number, timeZone: string): WallTime {
  const fields = new Map(
    formatterFor(timeZone)
      .formatToParts(epochMs)
      .map((part) => [part.type, Number(part.value)]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes) => fields.get(name) ?? 0;
  return {
    year: field("year"),
    month: field("month"),
    day: field("day"),
    hour: field("hour"),
    minute: field("minute"),
    second: field("second"),
  };
}

/** The site's local date at an instant, YYYY-MM-DD. */
export function localDateAt(epochMs: number, timeZone: string): string {
  const { year, month, day } = wallTimeAt(epochMs, timeZone);
  return `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
}

/** The date so many days after (or, negative, before) a YYYY-MM-DD date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The instant, in epoch milliseconds, at which the wall clock in `timeZone` shows `wall`. Where the clock shows it twice
 * (autumn) it is the earlier instant; where it never does (spring) it is the instant as far after the change.
 */
export function epochOfWallTime(wall: WallTime, timeZone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return epochWhenShown(asUtc, (epochMs) => offsetAt(epochMs, timeZone));
}

/** The instants, in epoch milliseconds, at which YYYY-MM-DD dates begin; for many dates in a row much faster than one by one. */
export function startsOfDays(dates: readonly string[], timeZone: string): number[] {
  const known = new Map<number, number>();
  const offset = (epochMs: number) => {
    const offsetMs = known.get(epochMs) ?? offsetAt(epochMs, timeZone);
    known.set(epochMs, offsetMs);
    return offsetMs;
  };
  return dates.map((date) => epochWhenShown(Date.parse(`${date}T00:00:00Z`), offset));
}

function epochWhenShown(asUtc: number, offsetAt: (epochMs: number) => number): number {
  const [before, after] = [offsetAt(asUtc - DAY_MS), offsetAt(asUtc + DAY_MS)] as const;
  // No clock is changed twice within two days.
  if (before === after) return asUtc - before;
  const candidates = [asUtc - before, asUtc - after];
  const exact = candidates.filter((epochMs) => epochMs + offsetAt(epochMs) === asUtc);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** The instant at which the wall clock in `timeZone` shows HH:MM on a YYYY-MM-DD date; see epochOfWallTime for odd hours. */
export function epochOfClockTime(date: string, clockTime: string, timeZone: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0] = clockTime.split(":").map(Number);
  return epochOfWallTime({ year, month, day, hour, minute, second: 0 }, timeZone);
}

function offsetAt(epochMs: number, timeZone: string): number {
  const wall = wallTimeAt(epochMs, timeZone);
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return shown - Math.floor(epochMs / 1000) * 1000;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
