const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const MAX_WAIT_MS = 86_400_000;

function bounded(delayMs: number): number {
  return Math.min(Math.max(Math.ceil(delayMs), 0), MAX_WAIT_MS);
}

/** "36s", "1.5s", "7m12.3s", "250ms" in milliseconds, a day at most; null when it is no such duration. */
export function parseDurationMs(text: string): number | null {
  const trimmed = text.trim();
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(trimmed)) return null;
  let delayMs = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    delayMs += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return bounded(delayMs);
}

/** The `retry-after` header, seconds or an HTTP date, in milliseconds from now; null when absent or unreadable. */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return null;
  if (/^\d+(?:\.\d+)?$/.test(value)) return bounded(Number(value) * 1000);
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? null : bounded(atMs - nowMs);
}
