import * as z from "zod";

import { ANSWER_CUT_OFF, failure, identifierOrNull } from "../failure.ts";
import type { HttpAnswer } from "../http/post-json.ts";
import type { WireReading } from "../model-provider.ts";
import type { FailureKind, Usage } from "../provider.ts";
import { type ChatError, chatErrorSchema, chatFailure } from "./chat-error.ts";
import type { ChatService } from "./chat-service.ts";
import { chatStatedLimits } from "./chat-stated-limits.ts";

/** Some proxies write numbers as strings; a count that cannot be read costs no answer. */
const tokens = z.coerce.number().int().nonnegative().optional().catch(undefined);

const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z
          .object({ content: z.string().nullish(), refusal: z.string().nullish() })
          .optional(),
      }),
    )
    .optional(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish(),
  error: chatErrorSchema.nullish(),
});
type Completion = z.infer<typeof completionSchema>;

/** What OpenRouter's error in a 200 answer stands for when it gives no status of its own. */
const BAD_GATEWAY = 502;

function parseCompletion(body: string): Completion | null {
  try {
    const parsed = completionSchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function usageOf(completion: Completion | null): Usage {
  return {
    inputTokens: completion?.usage?.prompt_tokens ?? 0,
    outputTokens: completion?.usage?.completion_tokens ?? 0,
  };
}

function errorStatus(error: ChatError): number {
  const status = Number(error.code);
  return Number.isInteger(status) && status >= 400 ? status : BAD_GATEWAY;
}

/** Reads a `chat/completions` answer: the reason it ended is looked at before its text. */
export function readChatAnswer(
  answer: HttpAnswer,
  service: ChatService,
  nowMs: number,
): WireReading {
  const completion = parseCompletion(answer.body);
  const usage = usageOf(completion);
  const stated = chatStatedLimits(answer.headers, completion?.error?.message ?? "", service);
  const refuse = (kind: FailureKind, message: string): WireReading => ({
    ok: false,
    failure: failure(kind, message),
    usage,
    stated,
  });

  const error = completion?.error ?? null;
  if (answer.status !== 200 || error !== null) {
    const status = answer.status === 200 && error !== null ? errorStatus(error) : answer.status;
    return {
      ok: false,
      failure: chatFailure(status, answer.headers, error ?? {}, service, nowMs),
      usage,
      stated,
    };
  }
  if (completion === null) {
    return refuse("malformed", "HTTP 200 whose body is not a chat completion.");
  }
  const choice = completion.choices?.[0];
  if (choice === undefined) return refuse("malformed", "HTTP 200 without an answer in it.");

  const finishReason = choice.finish_reason ?? "stop";
  if (finishReason === "length") {
    return refuse("truncated", `HTTP 200: ${ANSWER_CUT_OFF}.`);
  }
  if (finishReason === "content_filter" || (choice.message?.refusal ?? "") !== "") {
    return refuse("blocked", "The model or its filter refused the transcript.");
  }
  if (finishReason !== "stop") {
    const named = identifierOrNull(finishReason) ?? "a reason that is not named";
    return refuse("malformed", `The answer ended early: ${named}.`);
  }
  const text = choice.message?.content ?? "";
  return text.trim() === ""
    ? refuse("malformed", "The answer has no text.")
    : { ok: true, text, usage, stated };
}
