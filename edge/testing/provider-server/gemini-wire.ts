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

function quotaError(quotaId: string): Response {
  return geminiError(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", [
    {
      "@type": `${RPC}.QuotaFailure`,
      violations: [
        {
          quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
          quotaId,
          quotaDimensions: { location: "global", model: "gemini-3.5-flash-lite" },
          quotaValue: "15",
        },
      ],
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

function answered(candidate: Record<string, unknown>, inputChars: number, text: string): Response {
  return Response.json({
    candidates: [{ index: 0, ...candidate }],
    usageMetadata: {
      promptTokenCount: Math.ceil(inputChars / 4),
      candidatesTokenCount: Math.ceil(text.length / 4),
      thoughtsTokenCount: 12,
      totalTokenCount: Math.ceil((inputChars + text.length) / 4) + 12,
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
      return quotaError("GenerateRequestsPerMinutePerProjectPerModel-FreeTier");
    case "limit_without_details":
      return geminiError(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.");
    case "day_limit":
      return quotaError("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    case "geo_block":
      return geminiError(
        400,
        "FAILED_PRECONDITION",
        "User location is not supported for the API use.",
      );
    case "bad_key":
      return apiKeyInvalid();
    case "forbidden":
      return geminiError(403, "PERMISSION_DENIED", "The caller does not have permission.");
    case "unknown_model":
      return unknownModel("gemini-2.0-flash-lite");
    case "invalid_request":
      // Real errors may repeat what was sent; so does this one, to show that nothing passes it on.
      return geminiError(400, "INVALID_ARGUMENT", `Invalid value: ${echo}`);
    case "too_many_tokens":
      return tooManyTokens();
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
  );
}
