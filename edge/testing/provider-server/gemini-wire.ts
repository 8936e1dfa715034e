import { answerText } from "./answer-text.ts";
import { GEMINI_FAULTS, type GeminiFault, isOneOf, type Turn } from "./faults.ts";
import { geminiConflict, geminiRequestSchema } from "./gemini-validation.ts";

const RPC = "type.googleapis.com/google.rpc";
const INPUT_TOKEN_LIMIT = 1_048_576;

function geminiError(
  code: number,
  status: string,
  message: string,
  details: readonly Record<string, unknown>[] = [],
): Response {
  const error = { code, message, status, ...(details.length === 0 ? {} : { details }) };
  return Response.json({ error }, { status: code });
}

/** How Gemini words a failing server. */
export function geminiServerError(status: number): Response {
  const names: Record<number, string> = { 503: "UNAVAILABLE", 504: "DEADLINE_EXCEEDED" };
  return geminiError(status, names[status] ?? "INTERNAL", "The model is overloaded.");
}

const METRIC = "generativelanguage.googleapis.com/generate_content_free_tier";
const REQUESTS_PER_MINUTE = {
  quotaMetric: `${METRIC}_requests`,
  quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
  quotaValue: "15",
};
const REQUESTS_PER_DAY = {
  quotaMetric: `${METRIC}_requests`,
  quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
  quotaValue: "500",
};
const TOKENS_PER_MINUTE = {
  quotaMetric: `${METRIC}_input_token_count`,
  quotaId: "GenerateContentInputTokensPerModelPerMinute-FreeTier",
  quotaValue: "250000",
};

/** Each violated limit is named; the delay is that of a minute's limit, also where a day's is violated. */
function quotaError(
  ...violated: readonly { quotaMetric: string; quotaId: string; quotaValue?: string }[]
): Response {
  const lines = violated.map(
    ({ quotaMetric, quotaValue = "0" }) =>
      `* Quota exceeded for metric: ${quotaMetric}, limit: ${quotaValue}, model: gemini-3.5-flash-lite`,
  );
  const message = `You exceeded your current quota.\n${lines.join("\n")}\nPlease retry in 36s.`;
  const quotaDimensions = { location: "global", model: "gemini-3.5-flash-lite" };
  return geminiError(429, "RESOURCE_EXHAUSTED", message, [
    {
      "@type": `${RPC}.QuotaFailure`,
      violations: violated.map((violation) => ({ ...violation, quotaDimensions })),
    },
    {
      "@type": `${RPC}.Help`,
      links: [{ description: "Learn more", url: "https://ai.google.dev" }],
    },
    { "@type": `${RPC}.RetryInfo`, retryDelay: "36s" },
  ]);
}

function invalidArgument(field: string): Response {
  const description = `Invalid JSON payload received. Unknown name at '${field}': Cannot find field.`;
  return geminiError(400, "INVALID_ARGUMENT", description, [
    { "@type": `${RPC}.BadRequest`, fieldViolations: [{ field, description }] },
  ]);
}

function apiKeyInvalid(): Response {
  return geminiError(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
    {
      "@type": `${RPC}.ErrorInfo`,
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
  ]);
}

function unknownModel(model: string): Response {
  return geminiError(404, "NOT_FOUND", `models/${model} is not found for API version v1beta.`);
}

function tooManyTokens(): Response {
  return geminiError(
    400,
    "INVALID_ARGUMENT",
    `The input token count (1500000) exceeds the maximum number of tokens allowed (${INPUT_TOKEN_LIMIT}).`,
  );
}

function answered(
  candidate: Record<string, unknown>,
  inputChars: number,
  text: string,
  asNumber: (count: number) => number | string = (count) => count,
): Response {
  return Response.json({
    candidates: [{ index: 0, ...candidate }],
    usageMetadata: {
      promptTokenCount: asNumber(Math.ceil(inputChars / 4)),
      candidatesTokenCount: asNumber(Math.ceil(text.length / 4)),
      thoughtsTokenCount: asNumber(12),
      totalTokenCount: asNumber(Math.ceil((inputChars + text.length) / 4) + 12),
    },
    modelVersion: "gemini-3.5-flash-lite",
    responseId: "stand-in",
  });
}

function withheld(finishReason: string, inputChars: number): Response {
  return answered({ finishReason }, inputChars, "");
}

function geminiFault(fault: GeminiFault, echo: string, inputChars: number): Response {
  switch (fault) {
    case "minute_limit":
      return quotaError(REQUESTS_PER_MINUTE);
    case "tokens_per_minute_limit":
      return quotaError(TOKENS_PER_MINUTE);
    case "limit_without_details":
      return geminiError(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.");
    case "day_limit":
      return quotaError(REQUESTS_PER_DAY);
    case "day_and_minute_limit":
      return quotaError(REQUESTS_PER_MINUTE, REQUESTS_PER_DAY);
    case "no_quota": {
      const { quotaMetric, quotaId } = REQUESTS_PER_DAY;
      return quotaError({ quotaMetric, quotaId });
    }
    case "geo_block":
      return geminiError(
        400,
        "FAILED_PRECONDITION",
        "User location is not supported for the API use.",
      );
    case "bad_key":
      return apiKeyInvalid();
    case "unauthenticated":
      return geminiError(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    case "forbidden":
      return geminiError(403, "PERMISSION_DENIED", "The caller does not have permission.");
    case "unknown_model":
      return unknownModel("gemini-2.0-flash-lite");
    case "invalid_request":
      // Real errors may repeat what was sent; so does this one, to show that nothing passes it on.
      return geminiError(400, "INVALID_ARGUMENT", `Invalid value: ${echo}`);
    case "too_many_tokens":
      return tooManyTokens();
    case "request_entity_too_large":
      return new Response("<html><title>413 Request Entity Too Large</title></html>", {
        status: 413,
        headers: { "content-type": "text/html" },
      });
    case "prompt_blocked":
      return Response.json({
        promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
        usageMetadata: { promptTokenCount: 100 },
      });
    case "safety":
    case "recitation":
    case "blocklist":
    case "prohibited_content":
    case "spii":
      return withheld(fault.toUpperCase(), inputChars);
    case "max_tokens": {
      const text = '{"criteria":{"greeting":{"evidence":["Thank';
      return answered(
        { content: { role: "model", parts: [{ text }] }, finishReason: "MAX_TOKENS" },
        inputChars,
        text,
      );
    }
    case "other_finish":
      return withheld("OTHER", inputChars);
    case "no_candidates":
      return Response.json({ usageMetadata: { promptTokenCount: 100 } });
    case "empty_candidates":
      return Response.json({ candidates: [], usageMetadata: { promptTokenCount: 100 } });
    case "no_parts":
      return answered({ content: { role: "model" }, finishReason: "STOP" }, inputChars, "");
  }
}

export type GeminiCall = {
  model: string;
  /** Undefined when the header is missing. */
  apiKey: string | undefined;
  body: unknown;
};

/** Answers one `generateContent` request as Gemini would: refuses what Gemini refuses, then plays the turn. */
export function answerAsGemini(
  call: GeminiCall,
  expected: { apiKey: string; models: readonly string[] },
  turn: Turn,
): Response {
  if (call.apiKey === undefined) {
    return geminiError(
      403,
      "PERMISSION_DENIED",
      "Method doesn't allow unregistered callers (callers without established identity).",
    );
  }
  if (call.apiKey !== expected.apiKey) return apiKeyInvalid();
  if (!expected.models.includes(call.model)) return unknownModel(call.model);

  const parsed = geminiRequestSchema.safeParse(call.body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalidArgument(issue?.path.join(".") || "request");
  }
  const conflict = geminiConflict(parsed.data);
  if (conflict !== null) return invalidArgument(conflict);

  const userText = parsed.data.contents.flatMap(({ parts }) => parts.map((p) => p.text)).join("\n");
  const systemText = (parsed.data.systemInstruction?.parts ?? []).map((p) => p.text).join("\n");
  const inputChars = userText.length + systemText.length;
  if (inputChars / 4 > INPUT_TOKEN_LIMIT) return tooManyTokens();
  if (isOneOf(GEMINI_FAULTS, turn)) return geminiFault(turn, userText, inputChars);

  const text = answerText(turn, parsed.data.generationConfig?.responseJsonSchema, userText);
  return answered(
    { content: { role: "model", parts: [{ text }] }, finishReason: "STOP" },
    inputChars,
    text,
    turn === "numbers_as_strings" ? String : undefined,
  );
}
