import * as z from "zod";

import { ANSWER_CUT_OFF, failure, httpLabel, identifierOrNull } from "../failure.ts";
import { parseDurationMs, retryAfterMs } from "../http/retry-after.ts";
import type { ProviderFailure } from "../provider.ts";
import type { ChatService } from "./chat-service.ts";

/** `code` is a word at Groq and OpenAI, and the HTTP status at OpenRouter and vLLM. */
export const chatErrorSchema = z.object({
  message: z.string().optional(),
  type: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  param: z.string().nullish(),
  failed_generation: z.string().nullish(),
});
export type ChatError = z.infer<typeof chatErrorSchema>;

const LONG_WAIT_MS = 3_600_000;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function rateLimited(
  error: ChatError,
  headers: Headers,
  service: ChatService,
  label: string,
  nowMs: number,
): ProviderFailure {
  const message = error.message ?? "";
  if (error.code === "insufficient_quota") {
    return failure("auth", `${label}: the account has no credit.`);
  }
  if (/request too large/i.test(message)) {
    return failure("too_large", `${label}: the request is larger than the minute's tokens.`);
  }
  const said = /try again in ([\d.]+(?:ms|[smhd])(?:[\d.]+(?:ms|[smhd]))*)/i.exec(message)?.[1];
  const delayMs =
    retryAfterMs(headers, nowMs) ?? (said === undefined ? null : parseDurationMs(said));
  const dayIsNamed = /per day|\b[RT]PD\b/i.test(message);
  const minuteIsNamed = /per minute|\b[RT]PM\b/i.test(message);
  const dayIsUsedUp =
    service.requestsHeaderCounts === "day" && headers.get("x-ratelimit-remaining-requests") === "0";
  const isDay =
    dayIsNamed || (!minuteIsNamed && (dayIsUsedUp || (delayMs !== null && delayMs > LONG_WAIT_MS)));
  return isDay
    ? failure("day_limit", `${label}: the day's limit is used up.`, delayMs)
    : failure("minute_limit", `${label}: the minute's limit was reached.`, delayMs);
}

function badRequest(error: ChatError, label: string): ProviderFailure {
  const message = error.message ?? "";
  if (error.code === "json_validate_failed") {
    if (/max(?:imum)? completion tokens/i.test(message)) {
      return failure("truncated", `${label}: ${ANSWER_CUT_OFF}.`);
    }
    return isJson(error.failed_generation ?? "")
      ? failure("wrong_schema", `${label}: the model's answer was JSON of another shape.`)
      : failure("malformed", `${label}: the model's answer was not JSON.`);
  }
  if (
    error.code === "context_length_exceeded" ||
    /context length|context window|reduce the length/i.test(message)
  ) {
    return failure("too_large", `${label}: the transcript has more tokens than the model takes.`);
  }
  if (error.code === "model_not_found" || error.code === "model_decommissioned") {
    return failure("auth", `${label}: the model does not exist.`);
  }
  if (error.code === "content_filter" || error.code === "content_policy_violation") {
    return failure("blocked", `${label}: the transcript was refused.`);
  }
  const param = identifierOrNull(error.param);
  return failure(
    "our_bug",
    `${label}: the request was refused as invalid${param === null ? "" : ` at ${param}`}.`,
  );
}

/** Classifies an error of a chat-completions service by its HTTP status and error object. */
export function chatFailure(
  status: number,
  headers: Headers,
  error: ChatError,
  service: ChatService,
  nowMs: number,
): ProviderFailure {
  const label = httpLabel(status, identifierOrNull(error.code ?? error.type));
  const delayMs = retryAfterMs(headers, nowMs);

  if (status === 429) return rateLimited(error, headers, service, label, nowMs);
  if (status === 413) {
    return failure("too_large", `${label}: the request is larger than the minute's tokens.`);
  }
  if (status === 400 || status === 422) return badRequest(error, label);
  if (status === 403 && error.code === "unsupported_country_region_territory") {
    return failure("geo_block", `${label}: refused where the request came from.`);
  }
  if (status === 401 || status === 403) {
    return failure("auth", `${label}: the API key was not accepted.`);
  }
  if (status === 402) return failure("auth", `${label}: the account has no credit.`);
  if (status === 404) return failure("auth", `${label}: the model or the address does not exist.`);
  if (status === 408 || status === 504 || status === 524) {
    return failure("timeout", `${label}: the provider ran out of time.`, delayMs);
  }
  if (status === 498 || status >= 500) {
    return failure("overload", `${label}: the provider is overloaded.`, delayMs);
  }
  if (status < 400) return failure("auth", `${label}: the address is not the API's.`);
  return failure("our_bug", `${label}: the request was refused.`);
}
