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

/** What Groq counts and says with every answer: requests of the day, tokens of the minute. */
export type ChatLimits = { requestsPerDay: number; requestsLeft: number; tokensPerMinute: number };

function limitHeaders(
  { requestsPerDay, requestsLeft, tokensPerMinute }: ChatLimits,
  tokensLeft = tokensPerMinute,
): Record<string, string> {
  return {
    "x-ratelimit-limit-requests": String(requestsPerDay),
    "x-ratelimit-remaining-requests": String(requestsLeft),
    "x-ratelimit-reset-requests": "1m26.4s",
    "x-ratelimit-limit-tokens": String(tokensPerMinute),
    "x-ratelimit-remaining-tokens": String(tokensLeft),
    "x-ratelimit-reset-tokens": "7.66s",
  };
}

function limitReached(
  which: string,
  limit: number,
  delay: { words: string; sec: number },
  headers: Record<string, string>,
): Response {
  return chatError(
    429,
    `Rate limit reached for model \`openai/gpt-oss-120b\` in organization \`org_stand_in\` service tier \`on_demand\` on ${which}: Limit ${limit}, Used ${limit - 100}, Requested 4600. Please try again in ${delay.words}. Need more tokens? Upgrade to Dev Tier today.`,
    { type: "tokens", code: "rate_limit_exceeded" },
    { ...headers, "retry-after": String(delay.sec) },
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
  limits: ChatLimits,
  asNumber: (count: number) => number | string = (count) => count,
): Response {
  return Response.json(
    {
      id: "chatcmpl-stand-in",
      object: "chat.completion",
      created: 1_790_000_000,
      model: "openai/gpt-oss-120b",
      choices: [{ index: 0, logprobs: null, ...choice }],
      usage: {
        prompt_tokens: asNumber(Math.ceil(inputChars / 4)),
        completion_tokens: asNumber(Math.ceil(outputChars / 4)),
        total_tokens: asNumber(Math.ceil((inputChars + outputChars) / 4)),
      },
    },
    { headers: limitHeaders(limits) },
  );
}

const IN_SECONDS = { words: "7.12s", sec: 7 };
const IN_MINUTES = { words: "7m12.3s", sec: 432 };

function chatFault(
  fault: ChatFault,
  echo: string,
  inputChars: number,
  limits: ChatLimits,
): Response {
  const message = (content: string | null) => ({ role: "assistant", content });
  switch (fault) {
    case "tokens_per_minute":
      return limitReached(
        "tokens per minute (TPM)",
        limits.tokensPerMinute,
        IN_SECONDS,
        limitHeaders(limits, 100),
      );
    case "tokens_per_day":
      return limitReached("tokens per day (TPD)", 200_000, IN_MINUTES, limitHeaders(limits));
    case "requests_per_day_by_header":
      return chatError(
        429,
        "Too many requests.",
        { type: "requests" },
        { ...limitHeaders({ ...limits, requestsLeft: 0 }), "retry-after": "87" },
      );
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
        limits,
      );
    case "content_filter":
      return completion(
        { message: message(""), finish_reason: "content_filter" },
        inputChars,
        0,
        limits,
      );
    case "refusal":
      return completion(
        {
          message: { ...message(null), refusal: "I cannot help with that." },
          finish_reason: "stop",
        },
        inputChars,
        20,
        limits,
      );
    case "error_in_200":
      return Response.json({ error: { message: "Provider returned error", code: 502 } });
    case "no_choices":
      return Response.json({ id: "chatcmpl-stand-in", choices: [] });
    case "null_content":
      return completion({ message: message(null), finish_reason: "stop" }, inputChars, 0, limits);
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
  expected: { apiKey: string; models: readonly string[]; limits: ChatLimits },
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
  if (requested > expected.limits.tokensPerMinute) {
    return requestTooLarge(expected.limits.tokensPerMinute, requested);
  }
  const userText = request.messages.at(-1)?.content ?? "";
  if (isOneOf(CHAT_FAULTS, turn)) {
    return chatFault(turn, userText, inputChars, expected.limits);
  }

  const text = answerText(turn, schemaOf(request), userText);
  return completion(
    { message: { role: "assistant", content: text }, finish_reason: "stop" },
    inputChars,
    text.length,
    expected.limits,
    turn === "numbers_as_strings" ? String : undefined,
  );
}
