const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The date so many days after (or, negative, before) a YYYY-MM-DD date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/**
 * A converter from a local date and minute of the day to epoch milliseconds, for one IANA time zone. Minutes that a
 * clock change leaves out or repeats get one of the two possible answers; no shift starts then.
 */
export function localClock(timeZone: string): (date: string, minuteOfDay: number) => number {
  const wall = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    dateStyle: "short",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  const offsetAt = (epochMs: number) => {
    const part = Object.fromEntries(
      wall.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - epochMs;
  };
  return (date, minuteOfDay) => {
    const asIfUtc = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS;
    const near = asIfUtc - offsetAt(asIfUtc);
    return asIfUtc - offsetAt(near);
  };
}
