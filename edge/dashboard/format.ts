/*
 * How numbers, dates and times read on the pages. Everything a person sees is formatted here, in English as written in
 * Britain; instants are shown in the site's time zone.
 */

const LOCALE = "en-GB";
const NONE = "–";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const twoDecimals = new Intl.NumberFormat(LOCALE, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const dollars = new Intl.NumberFormat(LOCALE, {
  style: "currency",
  currency: "USD",
  currencyDisplay: "narrowSymbol",
  maximumFractionDigits: 4,
});

const localDay = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", ...options });
const dayAndMonth = localDay({ day: "numeric", month: "short" });
const weekdayDayAndMonth = localDay({ weekday: "short", day: "numeric", month: "short" });
const fullDay = localDay({ day: "numeric", month: "short", year: "numeric" });

export const formatCount = (value: number): string => whole.format(value);

/** A total or an average of totals: one decimal. */
export function formatScore(value: number | null): string {
  return value === null ? NONE : oneDecimal.format(value);
}

/** An average of marks: two decimals. */
export function formatMarkAverage(value: number | null): string {
  return value === null ? NONE : twoDecimals.format(value);
}

/** A part of a whole, such as 4.2 %. */
export function formatShare(part: number, of: number): string {
  return of === 0 ? NONE : `${oneDecimal.format((part / of) * 100)} %`;
}

export function formatDollars(value: number): string {
  return dollars.format(value);
}

export function formatBytes(bytes: number): string {
  const gigabytes = bytes / 1e9;
  return gigabytes >= 1 ? `${oneDecimal.format(gigabytes)} GB` : `${whole.format(bytes / 1e6)} MB`;
}

/** `1 call`, `2 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A local date such as 3 Nov. */
export const formatDay = (date: string): string => dayAndMonth.format(Date.parse(date));
/** A local date such as Tue 3 Nov. */
export const formatWeekday = (date: string): string =>
  weekdayDayAndMonth.format(Date.parse(date)).replace(",", "");

/** A day such as Tue 3 Nov, or a span of days such as 2 Nov – 8 Nov. */
export const formatDays = ({ from, to }: { from: string; to: string }): string =>
  from === to ? formatWeekday(from) : `${formatDay(from)} – ${formatDay(to)}`;

/** A span of local dates such as 26 Oct – 24 Nov 2026. */
export function formatPeriod(period: { from: string; to: string }): string {
  const sameYear = period.from.slice(0, 4) === period.to.slice(0, 4);
  const from = (sameYear ? dayAndMonth : fullDay).format(Date.parse(period.from));
  return `${from} – ${fullDay.format(Date.parse(period.to))}`;
}

const instants = new Map<string, Intl.DateTimeFormat>();

/** An instant in the site's zone, such as Tue 3 Nov 2026, 09:31. */
export function formatInstant(epochMs: number, timeZone: string): string {
  const known = instants.get(timeZone);
  const format =
    known ??
    new Intl.DateTimeFormat(LOCALE, {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  if (known === undefined) instants.set(timeZone, format);
  return format
    .format(epochMs)
    .replace(/^(\w+), /, "$1 ")
    .replace(" at ", ", ");
}

/** The time of day on the site's clock, 14:05. */
export function formatClockTime(epochMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(
    epochMs,
  );
}

/** How long something took or lies back: 4 min, 3 h, 2 days. */
export function formatAge(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A place in a recording: 1:05, or 1:02:05 in long ones. */
export function formatClock(sec: number): string {
  const at = Math.floor(sec);
  const minutes = Math.floor(at / 60) % 60;
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(at / 3600);
  return hours === 0 ? `${minutes}:${pad(at % 60)}` : `${hours}:${pad(minutes)}:${pad(at % 60)}`;
}

/** A call's length: 58 s, or 2 min 41 s. */
export function formatDuration(sec: number | null): string {
  if (sec === null) return NONE;
  const rounded = Math.round(sec);
  const minutes = Math.floor(rounded / 60);
  return minutes === 0 ? `${rounded} s` : `${minutes} min ${rounded % 60} s`;
}
