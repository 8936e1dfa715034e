import * as z from "zod";

import { ANSWER_CUT_OFF, failure, identifierOrNull } from "../failure.ts";
import type { HttpAnswer } from "../http/post-json.ts";
import type { WireReading } from "../model-provider.ts";
import type { FailureKind, Usage } from "../provider.ts";
import { geminiFailure, geminiLimitsIn } from "./gemini-error.ts";

/** Some proxies write numbers as strings; a count that cannot be read costs no answer. */
const tokens = z.coerce.number().int().nonnegative().optional().catch(undefined);

const responseSchema = z.object({
  candidates: z
    .array(
      z.object({
        finishReason: z.string().optional(),
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
              .optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: tokens,
      candidatesTokenCount: tokens,
      thoughtsTokenCount: tokens,
    })
    .optional(),
});
type GeminiResponse = z.infer<typeof responseSchema>;

const BLOCKING_FINISH_REASONS = new Set([
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
]);

function usageOf(response: GeminiResponse): Usage {
  const counts = response.usageMetadata ?? {};
  return {
    inputTokens: counts.promptTokenCount ?? 0,
    outputTokens: (counts.candidatesTokenCount ?? 0) + (counts.thoughtsTokenCount ?? 0),
  };
}

function parseResponse(body: string): GeminiResponse | null {
  try {
    const parsed = responseSchema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Reads a `generateContent` answer: the reason it ended is looked at before its text. */
export function readGeminiAnswer(answer: HttpAnswer, nowMs: number): WireReading {
  const noUsage = { inputTokens: 0, outputTokens: 0 };
  if (answer.status !== 200) {
    const stated = geminiLimitsIn(answer);
    return { ok: false, failure: geminiFailure(answer, nowMs), usage: noUsage, stated };
  }
  const response = parseResponse(answer.body);
  if (response === null) {
    return {
      ok: false,
      failure: failure("malformed", "HTTP 200 whose body is not a Gemini answer."),
      usage: noUsage,
    };
  }
  const usage = usageOf(response);
  const refuse = (kind: FailureKind, message: string): WireReading => ({
    ok: false,
    failure: failure(kind, message),
    usage,
  });

  const blockReason = response.promptFeedback?.blockReason;
  if (blockReason !== undefined) {
    const named = identifierOrNull(blockReason) ?? "a reason that is not named";
    return refuse("blocked", `The transcript was refused: ${named}.`);
  }
  const candidate = response.candidates?.[0];
  if (candidate === undefined) return refuse("malformed", "HTTP 200 without an answer in it.");

  const finishReason = candidate.finishReason ?? "STOP";
  if (BLOCKING_FINISH_REASONS.has(finishReason)) {
    return refuse("blocked", `The answer was withheld: ${finishReason}.`);
  }
  if (finishReason === "MAX_TOKENS") {
    return refuse("truncated", `HTTP 200: ${ANSWER_CUT_OFF}.`);
  }
  if (finishReason !== "STOP" && finishReason !== "FINISH_REASON_UNSPECIFIED") {
    const named = identifierOrNull(finishReason) ?? "a reason that is not named";
    return refuse("malformed", `The answer ended early: ${named}.`);
  }
  const text = (candidate.content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? "")
    .join("");
  return text.trim() === ""
    ? refuse("malformed", "The answer has no text.")
    : { ok: true, text, usage };
}
