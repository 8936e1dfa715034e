import { createHash } from "node:crypto";

import type { WallTime } from "#shared/time/site-time.ts";

/** What a recording's file name tells; null where it tells nothing. */
export type RecordingName = { startedAt: WallTime | null };

const NAME = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})(\d{2})(?:_.*)?$/;

/** Reads names of the form `YYYYMMDD-HHMMSS_PHONE-all.wav`; the time is the wall clock of the recording host. */
export function parseRecordingName(fileName: string): RecordingName {
  const match = NAME.exec(stem(fileName));
  if (match === null) return { startedAt: null };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  const possible =
    month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  return { startedAt: possible ? { year, month, day, hour, minute, second } : null };
}

/**
 * An identity for a recording that calls.csv does not name: its time and a hash of its path. The name itself holds the
 * caller's phone number, which has no place in an identity that is sent and shown.
 */
export function anonymousRecordingId(relativePath: string): string {
  const time = /^\d{8}-\d{6}/.exec(stem(relativePath.split("/").at(-1) ?? ""))?.[0] ?? "recording";
  return `${time}-${createHash("sha256").update(relativePath).digest("hex").slice(0, 10)}`;
}

function stem(fileName: string): string {
  return fileName.replace(/\.[^.]+$/, "").replace(/-all$/, "");
}
