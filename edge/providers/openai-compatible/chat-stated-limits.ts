import { statedNumber } from "../http/stated-number.ts";
import type { LimitName, StatedLimits } from "../provider.ts";
import type { ChatService } from "./chat-service.ts";

/** "… on tokens per minute (TPM): Limit 8000, Used 7500, Requested 1200." */
const LIMIT_IN_WORDS =
  /(requests|tokens) per (minute|day)[^:]{0,20}: Limit (\d{1,12})(?:, Used (\d{1,12}))?/i;

const NAMES: Readonly<Record<string, LimitName>> = {
  "requests minute": "requestsPerMinute",
  "requests day": "requestsPerDay",
  "tokens minute": "tokensPerMinute",
  "tokens day": "tokensPerDay",
};

/** The limits in a chat service's `x-ratelimit` headers and in the words of a refusal. */
export function chatStatedLimits(
  headers: Headers,
  message: string,
  service: ChatService,
): StatedLimits {
  const stated: StatedLimits = {};
  const fromHeaders = (name: LimitName, what: "requests" | "tokens") => {
    const limit = statedNumber(headers.get(`x-ratelimit-limit-${what}`));
    if (limit === null || limit === 0) return;
    stated[name] = { limit, remaining: statedNumber(headers.get(`x-ratelimit-remaining-${what}`)) };
  };
  fromHeaders(
    service.requestsHeaderCounts === "day" ? "requestsPerDay" : "requestsPerMinute",
    "requests",
  );
  fromHeaders("tokensPerMinute", "tokens");

  const [, what = "", window = "", limitText, usedText] = LIMIT_IN_WORDS.exec(message) ?? [];
  const name = NAMES[`${what} ${window}`.toLowerCase()];
  const limit = statedNumber(limitText);
  if (name !== undefined && limit !== null && limit > 0) {
    const used = statedNumber(usedText);
    const remaining = used === null ? null : Math.max(0, limit - used);
    stated[name] = { limit, remaining: stated[name]?.remaining ?? remaining };
  }
  return stated;
}
