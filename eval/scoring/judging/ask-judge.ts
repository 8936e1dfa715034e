import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import type { JudgeOutcome, JudgeRequest } from "../../../edge/providers/provider.ts";
import { screenForInjection } from "../../../edge/scoring/injection/injection.ts";
import { roomOf } from "../../../edge/scoring/judging/ask-provider.ts";
import {
  checkJudgement,
  type JudgedTranscript,
} from "../../../edge/scoring/judging/check-judgement.ts";
import { quoteFinder } from "../../../edge/scoring/judging/evidence.ts";
import { reactTo } from "../../../edge/scoring/judging/failure-policy.ts";
import type { Judgement } from "../../../edge/scoring/judging/judgement.ts";
import type { LearnedLimits } from "../../../edge/scoring/quota/learned-limits.ts";
import { marksSchema } from "../labels/labelled-call.ts";
import { type CallAnswer, type Question, questionKey } from "./call-answer.ts";
import type { Judge } from "./judge-spec.ts";
import type { Pace } from "./pace.ts";

export type AskDeps = {
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  pace: Pace;
  learned: LearnedLimits;
  /** Told before each wait that is longer than a moment. */
  onWait: (reason: string, ms: number) => void;
};

/** The judge cannot be asked any more now, about whatever call. */
export class JudgeStopped extends Error {
  override name = "JudgeStopped";
}

/** The judge gave no answer to this call, however often it was asked: another time it may. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

const MAX_TRIES = 5;
const FIRST_BACKOFF_MS = 2000;
const MAX_BACKOFF_MS = 60_000;
const MAX_ASKED_MS = 300_000;

/**
 * Has one judge score one call as the edge does (edge/scoring/judging/ask-provider.ts): screened, asked, the answer read and held
 * against the transcript, asked once more with a correction where that may help. Instead of the ledger's quota, which lives
 * in D1, the pace keeps to the limits, and refusals are waited out here. Throws JudgeStopped and NoAnswer.
 */
export async function askJudge(
  deps: AskDeps,
  judge: Judge,
  question: Question,
): Promise<CallAnswer> {
  const { provider } = judge;
  const { segments, injections } = screenForInjection(question.segments);
  const transcript: JudgedTranscript = { segments, spoken: question.segments };
  const answer: CallAnswer = {
    key: questionKey(judge.label, question),
    judge: judge.label,
    call: question.call,
    attack: question.attack,
    repeat: question.repeat,
    outcome: { kind: "unusable", reason: "it was not asked" },
    quotes: { given: 0, found: 0 },
    corrected: false,
    requests: 0,
    input_tokens: 0,
    output_tokens: 0,
    cost_usd: 0,
    answer_ms: 0,
    screened: injections.length,
    raw_answer: null,
  };
  let correction: string | null = null;
  for (const isLast of [false, true]) {
    const roomTokens = roomOf(provider, deps.learned.of(provider, deps.now()));
    const request = { scorecard: defaultScorecard, segments, correction, roomTokens };
    const outcome: JudgeOutcome = await askPatiently(deps, judge, request, answer);
    const next = outcome.ok
      ? useAnswer(outcome, transcript, judge, answer)
      : reactTo(outcome.failure, provider, 0);
    if (next === null) return answer;
    answer.outcome = { kind: "unusable", reason: next.reason };
    if (next.kind === "our_bug") throw new JudgeStopped(next.reason);
    if (next.kind !== "correct" || isLast) return answer;
    correction = next.correction;
    answer.corrected = true;
  }
  return answer;
}

/** Null when the answer is good and entered; otherwise what to ask next. */
function useAnswer(
  { judgement, rawAnswer }: Extract<JudgeOutcome, { ok: true }>,
  transcript: JudgedTranscript,
  { provider }: Judge,
  answer: CallAnswer,
): { kind: "correct"; correction: string; reason: string } | null {
  if (answer.raw_answer === null) answer.quotes = countQuotes(judgement, transcript);
  answer.raw_answer = rawAnswer;
  const check = checkJudgement(judgement, transcript, defaultScorecard, provider.name);
  if (!check.ok) {
    return { kind: "correct", correction: check.problem, reason: check.reason };
  }
  const autoFails = check.checked.autoFails.map(({ id }) => id);
  const marks = marksSchema.parse(
    Object.fromEntries(check.checked.criteria.map(({ id, mark }) => [id, mark])),
  );
  const { total, flagged } = scoreCall(defaultScorecard, marks, autoFails);
  answer.outcome = { kind: "scored", marks, auto_fails: autoFails, total, flagged };
  return null;
}

function countQuotes(judgement: Judgement, { segments }: JudgedTranscript): CallAnswer["quotes"] {
  const { find } = quoteFinder(segments);
  const quotes = [...Object.values(judgement.criteria), ...judgement.auto_fails].flatMap(
    ({ evidence }) => evidence,
  );
  return { given: quotes.length, found: quotes.filter((quote) => find(quote) !== null).length };
}

/** Asks, and waits and asks again while the judge is busy or its minute is used up. Counts what it takes in `answer`. */
async function askPatiently(
  deps: AskDeps,
  { provider }: Judge,
  request: JudgeRequest,
  answer: CallAnswer,
): Promise<JudgeOutcome> {
  for (let tries = 1; ; tries++) {
    await deps.pace.turn(deps.learned.of(provider, deps.now()), provider.estimateTokens(request));
    const outcome = await provider.judge(request);
    answer.requests++;
    answer.input_tokens += outcome.usage.inputTokens;
    answer.output_tokens += outcome.usage.outputTokens;
    answer.cost_usd += outcome.costUsd;
    deps.learned.learn(provider, outcome.stated ?? {}, deps.now());
    if (outcome.ok) {
      answer.answer_ms += outcome.latencyMs;
      return outcome;
    }
    const { kind, message, retryAfterMs } = outcome.failure;
    switch (kind) {
      case "minute_limit":
      case "overload":
      case "timeout": {
        if (tries >= MAX_TRIES) throw new NoAnswer(`${message} (asked ${tries} times)`);
        const reaction = reactTo(outcome.failure, provider, 0);
        const limitMs = reaction.kind === "close" ? reaction.closure.firstMs : 0;
        const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** (tries - 1), MAX_BACKOFF_MS);
        const waitMs =
          kind === "minute_limit"
            ? limitMs
            : Math.max(Math.min(retryAfterMs ?? 0, MAX_ASKED_MS), backoffMs);
        deps.pace.pauseUntil(deps.now() + waitMs);
        deps.onWait(message, waitMs);
        break;
      }
      case "day_limit":
      case "auth":
      case "geo_block":
        throw new JudgeStopped(message);
      default:
        answer.answer_ms += outcome.latencyMs;
        return outcome;
    }
  }
}
