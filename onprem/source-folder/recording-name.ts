import type { WallTime } from "#shared/time/site-time.ts";

/** What a recording's file name tells; null where it tells nothing. */
export type RecordingName = {
  /** The wall clock of the recording host. */
  startedAt: WallTime | null;
  /** Asterisk's id of the channel: the epoch second at which it was made, a dot, a counter. */
  uniqueid: string | null;
  direction: "inbound" | "outbound" | null;
};

const EXTENSION = /\.(wav|mp3|gsm|ogg)$/i;
/** What programs call files that they have not finished. */
const UNFINISHED = /^[.~#]|[.~_-](part|partial|filepart|tmp|temp|crdownload)(\.|$)/i;

const TIMES = [
  // ViciDial, FreePBX, Asterisk: 20261120-103108, also as one number or with an underscore
  /(?<!\d)(20\d{2})(\d{2})(\d{2})[-_T]?(\d{2})(\d{2})(\d{2})(?!\d)/g,
  // 2026-11-20-10-31-08, 2026-11-20_10.31.08, 2026-11-20T10:31:08, 2026-11-20 103108
  /(?<!\d)(20\d{2})[-_.](\d{2})[-_.](\d{2})[-_ T](\d{2})[-_.:]?(\d{2})[-_.:]?(\d{2})(?!\d)/g,
];
const UNIQUEID = /(?:^|[-_])(\d{10}\.\d{1,10})$/;
/** FreePBX puts who recorded in front; only these tell which way the call went. */
const DIRECTIONS = new Map([
  ["out", "outbound"],
  ["in", "inbound"],
  ["q", "inbound"],
  ["rg", "inbound"],
] as const);

/** Whether a file is a recording by its name: a known extension, not hidden, not one that is still being copied. */
export function isRecordingName(fileName: string): boolean {
  return EXTENSION.test(fileName) && !UNFINISHED.test(fileName);
}

/** The name without extension and ViciDial's `-all`: what a recording keeps when it is converted. */
export function recordingStem(path: string): string {
  return path.replace(EXTENSION, "").replace(/-all$/, "");
}

/**
 * Reads names of the form `YYYYMMDD-HHMMSS_PHONE-all.wav`, and those in which other PBXs put a time: a time is taken where
 * there is exactly one that a calendar knows.
 */
export function parseRecordingName(fileName: string): RecordingName {
  const stem = recordingStem(fileName);
  const uniqueid = UNIQUEID.exec(stem)?.[1] ?? null;
  const prefix = /^([a-z]+)-/.exec(stem)?.[1] ?? "";
  const direction = [...DIRECTIONS].find(([word]) => word === prefix)?.[1] ?? null;
  return { startedAt: onlyTime(stem), uniqueid, direction };
}

function onlyTime(stem: string): WallTime | null {
  const times = TIMES.flatMap((pattern) => [...stem.matchAll(pattern)])
    .map((match): WallTime => {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
        .slice(1)
        .map(Number);
      return { year, month, day, hour, minute, second };
    })
    .filter(isPossible);
  const [first] = times;
  return first !== undefined && new Set(times.map(digitsOf)).size === 1 ? first : null;
}

/** Whether a calendar and a clock can show it. */
export function isPossible({ year, month, day, hour, minute, second }: WallTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return (
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/** YYYYMMDD-HHMMSS. */
export function digitsOf({ year, month, day, hour, minute, second }: WallTime): string {
  const pad = (value: number) => String(value).padStart(2, "0");
  return `${year}${pad(month)}${pad(day)}-${pad(hour)}${pad(minute)}${pad(second)}`;
}
