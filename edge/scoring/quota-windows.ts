import type { ProviderLimits } from "../providers/provider.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A stretch of time in which a provider allows so much; `null` where it states no limit. */
export type QuotaWindow = {
  /** `minute:2026-11-23T14:05` or `day:2026-11-23`. */
  key: string;
  endsAtMs: number;
  maxRequests: number | null;
  maxTokens: number | null;
};

/** The minute, in UTC, and the day, in the provider's own zone, that a request at `nowMs` counts in. */
export function quotaWindows(
  limits: ProviderLimits,
  nowMs: number,
): { minute: QuotaWindow; day: QuotaWindow } {
  const minuteStartMs = nowMs - (nowMs % MINUTE_MS);
  return {
    minute: {
      key: minuteKey(nowMs),
      endsAtMs: minuteStartMs + MINUTE_MS,
      maxRequests: limits.requestsPerMinute,
      maxTokens: limits.tokensPerMinute,
    },
    day: {
      key: `day:${new Date(nowMs + zoneOffsetMs(nowMs, limits.dayTimeZone)).toISOString().slice(0, 10)}`,
      endsAtMs: nextMidnight(nowMs, limits.dayTimeZone),
      maxRequests: limits.requestsPerDay,
      maxTokens: limits.tokensPerDay,
    },
  };
}

/** The key of the minute window at a time; keys sort as their times do. */
export function minuteKey(atMs: number): string {
  return `minute:${new Date(atMs).toISOString().slice(0, 16)}`;
}

/** When the day after `nowMs` begins in a zone. The offset is looked up twice, as the clocks may change in between. */
function nextMidnight(nowMs: number, timeZone: string): number {
  const local = nowMs + zoneOffsetMs(nowMs, timeZone);
  const localMidnight = local - (local % DAY_MS) + DAY_MS;
  const guess = localMidnight - zoneOffsetMs(nowMs, timeZone);
  return localMidnight - zoneOffsetMs(guess, timeZone);
}

/** How far a zone's clocks are ahead of UTC at a time, in milliseconds. */
function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    timeZoneName: "longOffset",
  }).formatToParts(atMs);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name);
  const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0);
  return (match?.[1] === "-" ? -minutes : minutes) * MINUTE_MS;
}
