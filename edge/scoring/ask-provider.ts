import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import type { JudgeOutcome, JudgeRequest, Provider, Usage } from "../providers/provider.ts";
import { checkJudgement, type CheckedJudgement, type JudgedTranscript } from "./check-judgement.ts";
import { reactTo, type Reaction } from "./failure-policy.ts";
import { quotaWindows } from "./quota-windows.ts";
import { closeProvider, reserveQuota, settleQuota } from "./quota.repository.ts";
import type { TickBudget } from "./tick-budget.ts";

export type JudgingDeps = {
  db: Database;
  scorecard: Scorecard;
  budget: TickBudget;
  now: () => number;
};

type GoodOutcome = Extract<JudgeOutcome, { ok: true }>;

/** An answer whose evidence was found, with what it took to get it. */
export type UsableAnswer = {
  provider: Provider;
  outcome: GoodOutcome;
  checked: CheckedJudgement;
  spent: Spent;
};

/** Of all requests made for a call; an answer that could not be used was paid for all the same. */
export type Spent = { inputTokens: number; outputTokens: number; costUsd: number };

/** What came of asking one judge, and with it whose turn is next. */
export type Asked =
  | { kind: "scored"; answer: UsableAnswer }
  | { kind: "wait"; untilMs: number; reason: string }
  | { kind: "unavailable"; untilMs: number; reason: string }
  | { kind: "unusable" | "refused"; reason: string }
  | { kind: "our_bug"; reason: string }
  | { kind: "out_of_budget" };

/** Asks one judge, and once more with a correction where that may help. */
export async function askProvider(
  deps: JudgingDeps,
  provider: Provider,
  transcript: JudgedTranscript,
  spent: Spent,
): Promise<Asked> {
  const { scorecard } = deps;
  const first = await askOnce(deps, provider, transcript, spent, {
    scorecard,
    segments: transcript.segments,
    correction: null,
  });
  if (first.kind !== "correct") return first;
  const second = await askOnce(deps, provider, transcript, spent, {
    scorecard,
    segments: transcript.segments,
    correction: first.correction,
  });
  return second.kind === "correct" ? { kind: second.otherwise, reason: second.reason } : second;
}

type Correctable = Extract<Reaction, { kind: "correct" }>;

async function askOnce(
  deps: JudgingDeps,
  provider: Provider,
  transcript: JudgedTranscript,
  spent: Spent,
  request: JudgeRequest,
): Promise<Asked | Correctable> {
  const { db, budget } = deps;
  const nowMs = deps.now();
  const windows = quotaWindows(provider.limits, nowMs);
  const reserved = provider.estimateTokens(request);
  if (neverFits(provider, reserved)) {
    return { kind: "refused", reason: `${provider.name}: the call is larger than its quota` };
  }
  if (!budget.affordsRequest()) return { kind: "out_of_budget" };
  const refusal = await reserveQuota(db, provider, windows, reserved, nowMs);
  if (refusal !== null) return refusal;

  budget.countRequest();
  const outcome = await provider.judge(request);
  addUsage(spent, outcome.usage, outcome.ok ? outcome.costUsd : 0);
  const used = outcome.usage.inputTokens + outcome.usage.outputTokens;
  await settleQuota(db, provider, windows, { reserved, used });

  if (outcome.ok) return useAnswer(deps, provider, transcript, spent, outcome);
  const reaction = reactTo(outcome.failure, provider, windows.day.endsAtMs - nowMs);
  if (reaction.kind !== "close") return reaction;
  const untilMs = await closeProvider(db, provider, reaction.closure, nowMs);
  return { kind: reaction.turn, untilMs, reason: reaction.reason };
}

function useAnswer(
  deps: JudgingDeps,
  provider: Provider,
  transcript: JudgedTranscript,
  spent: Spent,
  outcome: GoodOutcome,
): Asked | Correctable {
  const check = checkJudgement(outcome.judgement, transcript, deps.scorecard, provider.name);
  if (check.ok) {
    const { checked } = check;
    return { kind: "scored", answer: { provider, outcome, checked, spent: { ...spent } } };
  }
  return {
    kind: "correct",
    correction: check.problem,
    otherwise: "refused",
    reason: `${provider.name}: no evidence in the transcript for ${check.unsupported.join(", ")}`,
  };
}

/** A call larger than what the provider allows in a whole minute or day would wait for ever. */
function neverFits({ limits }: Provider, tokens: number): boolean {
  return [limits.tokensPerMinute, limits.tokensPerDay].some((max) => max !== null && tokens > max);
}

function addUsage(spent: Spent, usage: Usage, costUsd: number): void {
  spent.inputTokens += usage.inputTokens;
  spent.outputTokens += usage.outputTokens;
  spent.costUsd += costUsd;
}
