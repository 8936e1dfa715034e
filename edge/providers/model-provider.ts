import { readAnswer } from "./answer/read-answer.ts";
import { costUsd, type ModelFacts } from "./catalogue.ts";
import { CUT_OFF } from "./failure.ts";
import { type HttpAnswer, type JsonPost, postJson } from "./http/post-json.ts";
import { CURRENT_PROMPT, type JudgePrompt } from "./prompts/judge-prompts.ts";
import type {
  JudgeRequest,
  LimitName,
  Provider,
  ProviderFailure,
  ProviderName,
  StatedLimits,
  Usage,
} from "./provider.ts";

/** What a provider's HTTP answer says, before the model's text itself is read. */
export type WireReading =
  | { ok: true; text: string; usage: Usage; stated?: StatedLimits }
  | { ok: false; failure: ProviderFailure; usage: Usage; stated?: StatedLimits };

/** What distinguishes one provider's HTTP interface from another's. */
export type ModelWire = {
  name: ProviderName;
  model: string;
  facts: ModelFacts;
  limitsSet: readonly LimitName[];
  /** Tokens that the answer may take, thinking included. */
  answerTokens: number;
  /** What the answer counts for in the provider's limits: what it may take, or what it usually takes. */
  countsAnswerAs: "allowed" | "produced";
  post(prompt: JudgePrompt, request: JudgeRequest, answerTokens: number): JsonPost;
  read(answer: HttpAnswer): WireReading;
};

export type ModelProviderDeps = {
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now: () => number;
  timeoutMs: number;
  /** Left out: the one that calls are scored with. */
  prompt?: JudgePrompt;
};

/** An answer as it usually is. */
const TYPICAL_ANSWER_TOKENS = 2500;
/** English runs to about four characters a token; transcripts with digits and names to fewer. */
const CHARS_PER_TOKEN = 3.5;
/** The form of the answer is sent along and counts as input. */
const SCHEMA_TOKENS = 500;

function inputTokens(
  prompt: JudgePrompt,
  { scorecard, segments, correction }: JudgeRequest,
): number {
  const chars =
    prompt.systemPrompt(scorecard).length + prompt.transcriptMessage(segments, correction).length;
  return Math.ceil(chars / CHARS_PER_TOKEN) + SCHEMA_TOKENS;
}

/**
 * Tokens that the answer may take: twice as many when it was cut off before, fewer where a limit leaves less room, but
 * never so few that a usual answer would not fit.
 */
function allowedTokens(wire: ModelWire, prompt: JudgePrompt, request: JudgeRequest): number {
  const wished = request.correction?.includes(CUT_OFF) ? 2 * wire.answerTokens : wire.answerTokens;
  if (wire.countsAnswerAs === "produced" || request.roomTokens === null) return wished;
  return Math.min(
    wished,
    Math.max(request.roomTokens - inputTokens(prompt, request), TYPICAL_ANSWER_TOKENS),
  );
}

const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0 };

/** A judge behind one of the HTTP interfaces: sends, times, reads, prices. */
export function createModelProvider(wire: ModelWire, deps: ModelProviderDeps): Provider {
  const { prompt = CURRENT_PROMPT } = deps;
  return {
    name: wire.name,
    model: wire.model,
    promptVersion: prompt.promptVersion,
    limits: wire.facts.limits,
    limitsSet: wire.limitsSet,
    contextTokens: wire.facts.contextTokens,

    estimateTokens(request) {
      const answerTokens =
        wire.countsAnswerAs === "allowed"
          ? allowedTokens(wire, prompt, request)
          : TYPICAL_ANSWER_TOKENS;
      return inputTokens(prompt, request) + answerTokens;
    },

    async judge(request) {
      const startedMs = deps.now();
      const latencyMs = () => deps.now() - startedMs;
      const post = wire.post(prompt, request, allowedTokens(wire, prompt, request));

      const sent = await postJson(deps.fetch, post, deps.timeoutMs);
      if (!sent.ok) {
        const { failure } = sent;
        return { ok: false, failure, usage: NO_USAGE, costUsd: 0, latencyMs: latencyMs() };
      }
      const reading = wire.read(sent.answer);
      const { usage, stated = {} } = reading;
      const paid = { usage, costUsd: costUsd(wire.facts, usage), latencyMs: latencyMs(), stated };
      if (!reading.ok) return { ok: false, failure: reading.failure, ...paid };
      const judged = readAnswer(reading.text, request.scorecard);
      if (!judged.ok) return { ok: false, failure: judged.failure, ...paid };
      return { ok: true, judgement: judged.judgement, ...paid, rawAnswer: reading.text };
    },
  };
}
