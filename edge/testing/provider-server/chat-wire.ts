import { answerText } from "./answer-text.ts";
import { chatConflict, type ChatRequest, chatRequestSchema } from "./chat-validation.ts";
import { CHAT_FAULTS, type ChatFault, isOneOf, type Turn } from "./faults.ts";

type ErrorFields = {
  type?: string;
  code?: string | number;
  param?: string;
  failed_generation?: string;
};

const DEFAULT_ANSWER_TOKENS = 1024;

function chatError(
  status: number,
  message: string,
  fields: ErrorFields = {},
  headers: Record<string, string> = {},
): Response {
  const error = { message, type: "invalid_request_error", ...fields };
  return Response.json({ error }, { status, headers });
}

/** How the service words a failing server. */
export function chatServerError(status: number): Response {
  return chatError(status, "The service is unavailable.", { type: "internal_server_error" });
}

function limitHeaders(requests: number, tokens: number): Record<string, string> {
  return {
    "retry-after": "7",
    "x-ratelimit-limit-requests": "1000",
    "x-ratelimit-remaining-requests": String(requests),
    "x-ratelimit-reset-requests": "1m26.4s",
    "x-ratelimit-limit-tokens": "8000",
    "x-ratelimit-remaining-tokens": String(tokens),
    "x-ratelimit-reset-tokens": "7.66s",
  };
}

function limitReached(which: string, headers: Record<string, string>): Response {
  return chatError(
    429,
    `Rate limit reached for model in organization on ${which}: Limit 1, Used 1, Requested 1. Please try again in 7m12.3s.`,
    { type: "tokens", code: "rate_limit_exceeded" },
    headers,
  );
}

function requestTooLarge(limit: number, requested: number): Response {
  return chatError(
    413,
    `Request too large for model on tokens per minute (TPM): Limit ${limit}, Requested ${requested}, please reduce your message size and try again.`,
    { type: "tokens", code: "rate_limit_exceeded" },
  );
}

function validationFailed(message: string, failedGeneration: string): Response {
  return chatError(400, message, {
    code: "json_validate_failed",
    failed_generation: failedGeneration,
  });
}

function completion(
  choice: Record<string, unknown>,
  inputChars: number,
  outputChars: number,
): Response {
  return Response.json(
    {
      id: "chatcmpl-stand-in",
      object: "chat.completion",
      created: 1_790_000_000,
      model: "openai/gpt-oss-120b",
      choices: [{ index: 0, logprobs: null, ...choice }],
      usage: {
        prompt_tokens: Math.ceil(inputChars / 4),
        completion_tokens: Math.ceil(outputChars / 4),
        total_tokens: Math.ceil((inputChars + outputChars) / 4),
      },
    },
    { headers: limitHeaders(999, 7000) },
  );
}

function chatFault(fault: ChatFault, echo: string, inputChars: number): Response {
  const message = (content: string | null) => ({ role: "assistant", content });
  switch (fault) {
    case "tokens_per_minute":
      return limitReached("tokens per minute (TPM)", limitHeaders(990, 0));
    case "tokens_per_day":
      return limitReached("tokens per day (TPD)", limitHeaders(990, 4000));
    case "requests_per_day_by_header":
      return chatError(429, "Too many requests.", { type: "requests" }, limitHeaders(0, 8000));
    case "limit_without_details":
      return new Response("", { status: 429 });
    case "no_credit":
      return chatError(429, "You exceeded your current quota, please check your plan.", {
        code: "insufficient_quota",
      });
    case "bad_key":
      return chatError(401, "Invalid API Key", { code: "invalid_api_key" });
    case "forbidden":
      return chatError(403, "Forbidden", { type: "permissions_error" });
    case "country":
      return chatError(403, "Country, region, or territory not supported", {
        code: "unsupported_country_region_territory",
      });
    case "unknown_model":
      return chatError(404, "The model does not exist or you do not have access to it.", {
        code: "model_not_found",
      });
    case "invalid_request":
      return chatError(400, `Invalid value: ${echo}`, { param: "messages.1.content" });
    case "unprocessable":
      return chatError(422, "Unprocessable entity", { code: "unprocessable_entity" });
    case "request_too_large":
      return requestTooLarge(8000, 12_000);
    case "context_too_long":
      return chatError(400, "Please reduce the length of the messages or completion.", {
        code: "context_length_exceeded",
        param: "messages",
      });
    case "capacity":
      return chatError(498, "Flex tier capacity exceeded.", { code: "capacity_exceeded" });
    case "json_validate_failed":
      return validationFailed("Failed to validate JSON.", `{"criteria": {"greeting": ${echo}`);
    case "json_of_another_shape":
      return validationFailed("Failed to validate JSON.", '{"score": 4}');
    case "json_validate_cut_off":
      return validationFailed(
        "Failed to generate JSON: max completion tokens reached before generating a valid document",
        "",
      );
    case "length":
      return completion(
        { message: message('{"criteria":{"greeting"'), finish_reason: "length" },
        inputChars,
        4000,
      );
    case "content_filter":
      return completion({ message: message(""), finish_reason: "content_filter" }, inputChars, 0);
    case "refusal":
      return completion(
        {
          message: { ...message(null), refusal: "I cannot help with that." },
          finish_reason: "stop",
        },
        inputChars,
        20,
      );
    case "error_in_200":
      return Response.json({ error: { message: "Provider returned error", code: 502 } });
    case "no_choices":
      return Response.json({ id: "chatcmpl-stand-in", choices: [] });
    case "null_content":
      return completion({ message: message(null), finish_reason: "stop" }, inputChars, 0);
  }
}

function schemaOf(request: ChatRequest): unknown {
  const format = request.response_format;
  return format?.type === "json_schema" ? format.json_schema.schema : undefined;
}

export type ChatCall = {
  /** Undefined when the header is missing. */
  authorization: string | undefined;
  body: unknown;
};

/** Answers one `chat/completions` request as Groq would: refuses what Groq refuses, then plays the turn. */
export function answerAsChatService(
  call: ChatCall,
  expected: { apiKey: string; models: readonly string[]; tokensPerMinute: number },
  turn: Turn,
): Response {
  if (call.authorization !== `Bearer ${expected.apiKey}`) {
    return chatError(401, "Invalid API Key", { code: "invalid_api_key" });
  }
  const parsed = chatRequestSchema.safeParse(call.body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const param = issue?.path.join(".") || "body";
    return chatError(400, `property '${param}' is unsupported or invalid`, { param });
  }
  const request = parsed.data;
  if (!expected.models.includes(request.model)) {
    return chatError(404, `The model \`${request.model}\` does not exist.`, {
      code: "model_not_found",
    });
  }
  const conflict = chatConflict(request);
  if (conflict !== null) return chatError(400, conflict.message, { param: conflict.param });

  const inputChars = request.messages.reduce((chars, { content }) => chars + content.length, 0);
  const allowed = request.max_completion_tokens ?? request.max_tokens ?? DEFAULT_ANSWER_TOKENS;
  const requested = Math.ceil(inputChars / 4) + allowed;
  if (requested > expected.tokensPerMinute) {
    return requestTooLarge(expected.tokensPerMinute, requested);
  }
  const userText = request.messages.at(-1)?.content ?? "";
  if (isOneOf(CHAT_FAULTS, turn)) return chatFault(turn, userText, inputChars);

  const text = answerText(turn, schemaOf(request), userText);
  return completion(
    { message: { role: "assistant", content: text }, finish_reason: "stop" },
    inputChars,
    text.length,
  );
}
