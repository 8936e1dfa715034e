import type { Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../../db/client.ts";
import type {
  JudgeOutcome,
  JudgeRequest,
  Provider,
  ProviderLimits,
  StatedLimits,
} from "../../providers/provider.ts";
import type { LearnedLimits } from "../quota/learned-limits.ts";
import { quotaWindows } from "../quota/quota-windows.ts";
import { reserveQuota, settleQuota } from "../quota/quota.repository.ts";
import type { JobAllowance } from "../tick-budget.ts";
import { checkJudgement, type CheckedJudgement, type JudgedTranscript } from "./check-judgement.ts";
import { reactTo, type Reaction } from "./failure-policy.ts";
import { addSpent, type Spent } from "./spent.ts";

export type JudgingDeps = {
  db: Database;
  scorecard: Scorecard;
  learned: LearnedLimits;
  allowance: JobAllowance;
  now: () => number;
};

/** What a judge is asked about. */
export type Question = {
  transcript: JudgedTranscript;
  /** What the judge is given of it: all, or an excerpt. */
  shown: readonly Segment[];
  /** Grows with every request made for the call. */
  spent: Spent;
};

type GoodOutcome = Extract<JudgeOutcome, { ok: true }>;

/** An answer whose evidence was found. */
export type UsableAnswer = {
  provider: Provider;
  outcome: GoodOutcome;
  checked: CheckedJudgement;
};

/** What came of asking one judge, and with it whose turn is next. */
export type Asked =
  | { kind: "scored"; answer: UsableAnswer }
  | { kind: "wait"; untilMs: number; reason: string }
  | { kind: "unavailable"; untilMs: number; reason: string }
  /** What was shown is more than the judge takes at once. */
  | { kind: "too_long"; reason: string }
  | { kind: "unusable" | "refused"; reason: string }
  | { kind: "our_bug"; reason: string }
  | { kind: "out_of_budget" };

/** Asks one judge, and once more with a correction where that may help. */
export async function askProvider(
  deps: JudgingDeps,
  provider: Provider,
  question: Question,
): Promise<Asked> {
  const first = await askOnce(deps, provider, question, null);
  if (first.kind !== "correct") return first;
  const second = await askOnce(deps, provider, question, first.correction);
  return second.kind === "correct" ? { kind: second.otherwise, reason: second.reason } : second;
}

/** The most tokens that one request to a judge may count for; null where nothing limits it. */
export function roomOf(provider: Provider, limits: ProviderLimits): number | null {
  const all = [limits.tokensPerMinute, limits.tokensPerDay, provider.contextTokens];
  const known = all.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

type Correctable = Extract<Reaction, { kind: "correct" }>;

async function askOnce(
  deps: JudgingDeps,
  provider: Provider,
  { transcript, shown, spent }: Question,
  correction: string | null,
): Promise<Asked | Correctable> {
  const { db, scorecard, learned, allowance } = deps;
  const nowMs = deps.now();
  const limits = learned.of(provider, nowMs);
  const roomTokens = roomOf(provider, limits);
  const request: JudgeRequest = { scorecard, segments: shown, correction, roomTokens };
  const tokens = provider.estimateTokens(request);
  if (roomTokens !== null && tokens > roomTokens) {
    return { kind: "too_long", reason: `${provider.name}: the call is larger than it takes` };
  }
  if (!allowance.takeRequest()) return { kind: "out_of_budget" };
  const windows = quotaWindows(limits, nowMs);
  const reservation = await reserveQuota(db, provider, windows, tokens, nowMs);
  if (reservation.kind !== "reserved") return reservation;

  allowance.countRequest();
  const outcome = await provider.judge(request);
  addSpent(spent, provider, outcome);
  const { usage, stated = {} } = outcome;
  learned.learn(provider, stated, nowMs);
  const reaction: Asked | Reaction = outcome.ok
    ? useAnswer(deps, provider, transcript, outcome)
    : reactTo(outcome.failure, provider, windows.day.endsAtMs - nowMs);
  const closedUntilMs = await settleQuota(
    db,
    provider,
    windows,
    reservation,
    {
      usedTokens: usage.inputTokens + usage.outputTokens,
      usedAtLeast: {
        minuteTokens: usedBy(stated, "tokensPerMinute"),
        dayRequests: usedBy(stated, "requestsPerDay"),
      },
      closure: reaction.kind === "close" ? reaction.closure : null,
    },
    deps.now(),
  );
  if (reaction.kind !== "close") return reaction;
  const untilMs = closedUntilMs ?? nowMs + reaction.closure.firstMs;
  return { kind: reaction.turn, untilMs, reason: reaction.reason };
}

/** What a provider says was used of a limit, by whomever; 0 when it does not say. */
function usedBy(stated: StatedLimits, name: keyof StatedLimits): number {
  const said = stated[name];
  return said === undefined || said.remaining === null ? 0 : said.limit - said.remaining;
}

function useAnswer(
  deps: JudgingDeps,
  provider: Provider,
  transcript: JudgedTranscript,
  outcome: GoodOutcome,
): Asked | Correctable {
  const check = checkJudgement(outcome.judgement, transcript, deps.scorecard, provider.name);
  if (check.ok) return { kind: "scored", answer: { provider, outcome, checked: check.checked } };
  return {
    kind: "correct",
    correction: check.problem,
    otherwise: "refused",
    reason: `${provider.name}: ${check.reason}`,
  };
}
