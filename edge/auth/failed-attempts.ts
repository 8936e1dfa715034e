import type { Context } from "hono";

import type { AppContext } from "../app-context.ts";
import { AppError } from "../errors/app-error.ts";

/** The period of both limiters in wrangler.toml. */
const RETRY_AFTER_SEC = 60;

/**
 * Counts a wrong token, session or sign-in code against the client's address and against everybody's, and answers whether
 * either has failed too often within a minute. Whoever has the right one never comes here, so nobody is locked out by
 * somebody else's guesses. The platform's limiters count, per location and in memory of their own: D1 would take a row
 * for every guess, of which a day has a hundred thousand, and guessing would use them up.
 */
export async function hasFailedTooOften(c: Context<AppContext>): Promise<boolean> {
  const address = c.req.header("CF-Connecting-IP") ?? "unknown";
  const { FAILURES_BY_ADDRESS, FAILURES_OF_ALL } = c.env;
  const [byAddress, ofAll] = await Promise.all([
    FAILURES_BY_ADDRESS.limit({ key: address }),
    FAILURES_OF_ALL.limit({ key: "all" }),
  ]);
  return !byAddress.success || !ofAll.success;
}

/** 429, with the seconds after which the limiters have forgotten. */
export function tooManyFailures(): AppError {
  return new AppError({
    code: "too_many_failures",
    status: 429,
    message:
      "Too many requests with a wrong token or sign-in code. Check the token, then try again in a minute.",
    headers: { "Retry-After": String(RETRY_AFTER_SEC) },
  });
}
