import * as z from "zod";

import { failure, httpLabel, identifierOrNull } from "../failure.ts";
import type { HttpAnswer } from "../http/post-json.ts";
import { parseDurationMs, retryAfterMs } from "../http/retry-after.ts";
import type { ProviderFailure, StatedLimits } from "../provider.ts";
import { geminiStatedLimits } from "./gemini-stated-limits.ts";

/** `google.rpc.Status`; its details are of several types, of which these fields matter. */
const errorBodySchema = z.object({
  error: z.object({
    status: z.string().optional(),
    message: z.string().optional(),
    details: z
      .array(
        z.object({
          reason: z.string().optional(),
          retryDelay: z.string().optional(),
          violations: z
            .array(
              z.object({
                quotaId: z.string().optional(),
                quotaValue: z.coerce.string().optional(),
              }),
            )
            .optional(),
          fieldViolations: z.array(z.object({ field: z.string().optional() })).optional(),
        }),
      )
      .optional(),
  }),
});
type GeminiError = z.infer<typeof errorBodySchema>["error"];

function parseError(body: string): GeminiError {
  try {
    const parsed = errorBodySchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data.error : {};
  } catch {
    return {};
  }
}

function quotaFailure(error: GeminiError, label: string, headerDelayMs: number | null) {
  const details = error.details ?? [];
  const quotaIds = details.flatMap(({ violations }) =>
    (violations ?? []).map(({ quotaId }) => identifierOrNull(quotaId)),
  );
  if (/\blimit: 0\b/.test(error.message ?? "")) {
    return failure("auth", `${label}: the account has no quota for this model; bill the project.`);
  }
  const perDay = quotaIds.find((quotaId) => quotaId?.includes("PerDay"));
  if (perDay !== undefined) {
    // The delay that comes with it is a minute-limit's and says nothing about when the day's quota is back.
    return failure("day_limit", `${label}: the day's quota ${perDay} is used up.`);
  }
  const delayMs = details
    .map(({ retryDelay }) => (retryDelay === undefined ? null : parseDurationMs(retryDelay)))
    .find((delay) => delay !== null);
  const quota = quotaIds.find((quotaId) => quotaId !== null);
  return failure(
    "minute_limit",
    `${label}: ${quota === undefined ? "a limit that is not named" : `the limit ${quota}`} was reached.`,
    delayMs ?? headerDelayMs,
  );
}

function badRequest(error: GeminiError, label: string): ProviderFailure {
  const message = error.message ?? "";
  const details = error.details ?? [];
  if (error.status === "FAILED_PRECONDITION") {
    return failure("geo_block", `${label}: refused where the request came from.`);
  }
  if (details.some(({ reason }) => reason?.startsWith("API_KEY_")) || /API key/i.test(message)) {
    return failure("auth", `${label}: the API key was not accepted.`);
  }
  if (/token count/i.test(message) && /exceeds/i.test(message)) {
    return failure("too_large", `${label}: the transcript has more tokens than the model takes.`);
  }
  const fields = details
    .flatMap(({ fieldViolations }) => fieldViolations ?? [])
    .map(({ field }) => identifierOrNull(field))
    .filter((field) => field !== null);
  return failure(
    "our_bug",
    `${label}: the request was refused as invalid${fields.length === 0 ? "" : ` at ${fields.join(", ")}`}.`,
  );
}

/** The limits that a refusal names. */
export function geminiLimitsIn(answer: HttpAnswer): StatedLimits {
  const details = parseError(answer.body).details ?? [];
  return geminiStatedLimits(details.flatMap(({ violations }) => violations ?? []));
}

/** Classifies an answer of Gemini's whose status is not 200. */
export function geminiFailure(answer: HttpAnswer, nowMs: number): ProviderFailure {
  const { status } = answer;
  const error = parseError(answer.body);
  const label = httpLabel(status, identifierOrNull(error.status));
  const delayMs = retryAfterMs(answer.headers, nowMs);

  if (status === 429) return quotaFailure(error, label, delayMs);
  if (status === 400) return badRequest(error, label);
  if (status === 401 || status === 403) {
    return failure("auth", `${label}: the API key was not accepted.`);
  }
  if (status === 404) return failure("auth", `${label}: the model does not exist.`);
  if (status === 413) return failure("too_large", `${label}: the transcript is too large.`);
  if (status === 408 || status === 504) {
    return failure("timeout", `${label}: the provider ran out of time.`, delayMs);
  }
  if (status >= 500) return failure("overload", `${label}: the provider is overloaded.`, delayMs);
  if (status < 400) return failure("auth", `${label}: the address is not the API's.`);
  return failure("our_bug", `${label}: the request was refused.`);
}
