/** No edge is waited for longer at its own word. */
export const MAX_RETRY_AFTER_MS = 24 * 60 * 60_000;

/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): seconds, or a date, which is reckoned from the answer's own Date header
 * where there is one, for the host's clock may be wrong. Milliseconds from now, at most a day; null when it says nothing.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: number,
): number | null {
  const header = String(headers["retry-after"] ?? "").trim();
  if (header === "") return null;
  const sentAt = Date.parse(String(headers["date"] ?? ""));
  const delayMs = /^\d+$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - (Number.isNaN(sentAt) ? now : sentAt);
  return Number.isNaN(delayMs) ? null : Math.min(Math.max(delayMs, 0), MAX_RETRY_AFTER_MS);
}
