import { addDays, epochOfWallTime, localDateAt } from "#shared/time/site-time.ts";

import type { ProviderLimits } from "../../providers/provider.ts";

const MINUTE_MS = 60_000;

/** A stretch of time in which a provider allows so much; `null` where it states no limit. */
export type QuotaWindow = {
  /** `minute:2026-11-23T14:05` or `day:2026-11-23`. */
  key: string;
  endsAtMs: number;
  maxRequests: number | null;
  maxTokens: number | null;
};

export type QuotaWindows = { minute: QuotaWindow; day: QuotaWindow };

/** The minute, in UTC, and the day, in the provider's own zone, that a request at `nowMs` counts in. */
export function quotaWindows(limits: ProviderLimits, nowMs: number): QuotaWindows {
  const minuteStartMs = nowMs - (nowMs % MINUTE_MS);
  return {
    minute: {
      key: minuteKey(nowMs),
      endsAtMs: minuteStartMs + MINUTE_MS,
      maxRequests: limits.requestsPerMinute,
      maxTokens: limits.tokensPerMinute,
    },
    day: {
      key: `day:${localDateAt(nowMs, limits.dayTimeZone)}`,
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

/** When the day after `nowMs` begins in a zone. */
function nextMidnight(nowMs: number, timeZone: string): number {
  const [year = 0, month = 1, day = 1] = addDays(localDateAt(nowMs, timeZone), 1)
    .split("-")
    .map(Number);
  return epochOfWallTime({ year, month, day, hour: 0, minute: 0, second: 0 }, timeZone);
}
