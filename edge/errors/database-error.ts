import { AppError } from "./app-error.ts";

const DAY_MS = 86_400_000;

/** D1's words once an account has used up the rows it may read or write in a day (changelog of 2026-09-01). */
const DAILY_LIMIT = /exceeded D1's .*daily row (read|write) limit/i;

/**
 * What D1 itself says about an error, which names tables and columns but never values; null for any other error.
 * The errors of drizzle and of batches carry D1's as their cause.
 */
export function databaseMessage(thrown: unknown): string | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.message.startsWith("D1_")) return error.message;
  }
  return null;
}

/**
 * The answer for a database that refuses everything until 00:00 UTC: 503, with the seconds until then in Retry-After.
 * Null for any other error.
 */
export function databaseLimitError(thrown: unknown, nowMs: number): AppError | null {
  if (!DAILY_LIMIT.test(databaseMessage(thrown) ?? "")) return null;
  const secondsToMidnight = Math.ceil((DAY_MS - (nowMs % DAY_MS)) / 1000);
  return new AppError({
    code: "database_limit",
    status: 503,
    message: "The database's daily allowance is used up. Try again after 00:00 UTC.",
    headers: { "Retry-After": String(secondsToMidnight) },
  });
}
