import { statedNumber } from "../http/stated-number.ts";
import type { LimitName, StatedLimits } from "../provider.ts";

/** One of `QuotaFailure.violations`; the value is absent at times. */
export type QuotaViolation = { quotaId?: string | undefined; quotaValue?: string | undefined };

/**
 * The limits that a 429's violations name, such as `GenerateRequestsPerDayPerProjectPerModel-FreeTier` of value 500 or
 * `GenerateContentInputTokensPerModelPerMinute-FreeTier`. Values of 0 are no limits to plan with and are left out.
 */
export function geminiStatedLimits(violations: readonly QuotaViolation[]): StatedLimits {
  const stated: StatedLimits = {};
  for (const { quotaId = "", quotaValue } of violations) {
    const name = limitNamed(quotaId);
    const limit = statedNumber(quotaValue);
    if (name !== null && limit !== null && limit > 0) stated[name] = { limit, remaining: null };
  }
  return stated;
}

function limitNamed(quotaId: string): LimitName | null {
  const isTokens = /tokens/i.test(quotaId);
  if (quotaId.includes("PerDay")) return isTokens ? "tokensPerDay" : "requestsPerDay";
  if (quotaId.includes("PerMinute")) return isTokens ? "tokensPerMinute" : "requestsPerMinute";
  return null;
}
