import { wallTimeAt } from "#shared/time/site-time.ts";

const GROUPED = new Intl.NumberFormat("en-US");

/** 12345 as 12,345. */
export function grouped(value: number): string {
  return GROUPED.format(value);
}

/** `1 recording`, `2 recordings`, `1,200 entries`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Seconds in the two largest units that matter: 45 s, 12 min, 5 h 12 min, 3 days 4 h. */
export function duration(seconds: number): string {
  if (seconds < 1) return "less than 1 s";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} days` : `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** Seconds of audio, which people who plan nights count in hours: 12 min, 3 h 20 min, 1,240 h. */
export function audioLength(seconds: number): string {
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? duration(seconds) : `${grouped(hours)} h`;
}

const UNITS = ["bytes", "kB", "MB", "GB", "TB"];

/** Bytes with two figures where it is less than ten: 1.4 GB, 870 MB. */
export function bytes(value: number): string {
  let [left, unit] = [value, 0];
  while (left >= 1000 && unit < UNITS.length - 1) [left, unit] = [left / 1000, unit + 1];
  return `${left < 10 && unit > 0 ? left.toFixed(1) : Math.round(left)} ${UNITS[unit]}`;
}

/** YYYY-MM-DD HH:MM on the site's clock, with seconds where they matter. */
export function siteTime(epochMs: number, timeZone: string, seconds = false): string {
  const { year, month, day, hour, minute, second } = wallTimeAt(epochMs, timeZone);
  const pad = (value: number) => String(value).padStart(2, "0");
  const clock = `${pad(hour)}:${pad(minute)}${seconds ? `:${pad(second)}` : ""}`;
  return `${year}-${pad(month)}-${pad(day)} ${clock}`;
}
