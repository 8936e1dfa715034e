import type { SecondJudging } from "#shared/contracts/scoring-settings.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import { databaseMessage } from "../errors/database-error.ts";
import { logUnexpected } from "../errors/log-event.ts";
import type { Provider } from "../providers/provider.ts";
import { screenForInjection } from "./injection/injection.ts";
import type { JudgingDeps } from "./judging/ask-provider.ts";
import type { JudgedTranscript } from "./judging/check-judgement.ts";
import { judgeCall, type Verdict } from "./judging/judge-call.ts";
import { opinionOf, type Opinion } from "./judging/opinion.ts";
import {
  disagreementReason,
  disagreements,
  secondJudges,
  secondLookReasons,
} from "./judging/second-look.ts";
import { joinedSpent, type Spent } from "./judging/spent.ts";
import { afterCrash, afterVerdict } from "./ledger/job-outcome.ts";
import { setJobAside, type ClaimedJob, type SetAside } from "./ledger/ledger.repository.ts";
import { commitScore, type ScoringInput } from "./ledger/scores.repository.ts";
import { keepCosts } from "./rollups/costs.repository.ts";

export type ScoringDeps = JudgingDeps & { secondJudging: SecondJudging };

/**
 * What became of a claimed job. `lost`: it was judged, but its lease had gone to somebody else. `untouched`: there was
 * no budget left, and it is still leased.
 */
export type JobResult = "scored" | "set_aside" | "lost" | "untouched";

/** What was spent on a job in this tick, on the first opinion and on the second. */
type Spents = { first: Spent; second: Spent };

/**
 * Scores one claimed job and commits it, or sets it aside. Throws only what the database throws: then the job's lease
 * runs out and another tick takes it over.
 */
export async function scoreJob(
  deps: ScoringDeps,
  providers: readonly Provider[],
  input: ScoringInput<ClaimedJob>,
): Promise<JobResult> {
  const spents: Spents = { first: [], second: [] };
  try {
    return await judgeAndCommit(deps, providers, input, spents);
  } catch (thrown) {
    if (databaseMessage(thrown) !== null) throw thrown;
    logUnexpected("job_crashed", thrown);
    return setAside(deps, input, spents, afterCrash(thrown, input.job.attempts, deps.now()));
  }
}

async function judgeAndCommit(
  deps: ScoringDeps,
  providers: readonly Provider[],
  input: ScoringInput<ClaimedJob>,
  spents: Spents,
): Promise<JobResult> {
  const { scorecard, secondJudging } = deps;
  const { segments, injections } = screenForInjection(input.segments);
  const transcript = { segments, spoken: input.segments };
  const waiting = waitingOpinion(deps, input);
  let first = waiting;
  if (first === null) {
    const verdict = await judgeCall(deps, providers, transcript, spents.first);
    if (verdict.kind !== "scored") return notScored(deps, input, spents, verdict);
    first = opinionOf(verdict, scorecard, spents.first);
  }
  const doubts = { lowConfidence: input.lowConfidence, injected: injections.length > 0 };
  const reasons = secondLookReasons(first, doubts, scorecard, secondJudging);
  let second: Opinion | null = null;
  if (reasons.length > 0) {
    const verdict = await lookAgain(deps, providers, transcript, first, spents.second);
    if (verdict.kind !== "scored") {
      const isStuck = deps.allowance.isFirst && waiting !== null && spents.second.length > 0;
      const to = afterSecondLook(deps, input, verdict, reasons, isStuck);
      return setAside(deps, input, spents, { ...to, opinions: [first] });
    }
    second = opinionOf(verdict, scorecard, spents.second);
    const found = disagreements(first, second, secondJudging);
    if (found.length > 0) {
      const reason = disagreementReason([first, second], reasons, found);
      const to = afterVerdict({ kind: "needs_human", reason }, input.job.attempts, deps.now());
      return setAside(deps, input, spents, { ...to, opinions: [first, second] });
    }
  }
  const record = { ...first, ...totals(first, second), injections, secondOpinion: second };
  const own = spending(deps, input, spents);
  const isCommitted = await commitScore(deps.db, input, record, own, deps.now());
  return isCommitted ? "scored" : "lost";
}

/** The opinion that waits for a second one, unless it was given on another scorecard than the one that holds now. */
function waitingOpinion(
  { scorecard }: ScoringDeps,
  { opinions }: Pick<ScoringInput, "opinions">,
): Opinion | null {
  const [first, second] = opinions;
  if (first === undefined || second !== undefined) return null;
  const isOnThisCard =
    first.scorecard.id === scorecard.id && first.scorecard.version === scorecard.version;
  return isOnThisCard ? first : null;
}

function lookAgain(
  deps: ScoringDeps,
  providers: readonly Provider[],
  transcript: JudgedTranscript,
  first: Opinion,
  spent: Spent,
): Promise<Verdict> {
  const judges = secondJudges(providers, first);
  if (judges.length > 0) return judgeCall(deps, judges, transcript, spent);
  return Promise.resolve({ kind: "needs_human", reason: "no model is left to ask" });
}

const NEXT_TICK_MS = 60_000;

/**
 * Where a job goes whose second opinion could not be had. It is never scored on the first one alone: it waits as any job
 * does, and keeps the first opinion. `isStuck`: no other tick would have more requests for it.
 */
function afterSecondLook(
  { now }: ScoringDeps,
  { job }: ScoringInput<ClaimedJob>,
  verdict: Exclude<Verdict, { kind: "scored" }>,
  reasons: readonly string[],
  isStuck: boolean,
): SetAside {
  const asked = `second opinion (${reasons.join(" and ")})`;
  if (verdict.kind !== "out_of_budget") {
    const named = { ...verdict, reason: `${asked}: ${verdict.reason}` };
    return afterVerdict(named, job.attempts, now());
  }
  if (isStuck) {
    const reason = `${asked}: ${TOO_MANY_REQUESTS}`;
    return afterVerdict({ kind: "unusable", reason }, job.attempts, now());
  }
  const reason = `${asked}: the tick had no requests left for it`;
  const untilMs = now() + NEXT_TICK_MS;
  return afterVerdict({ kind: "held", untilMs, reason, answersSpoilt: false }, job.attempts, now());
}

const TOO_MANY_REQUESTS = "it took more requests than a tick has";

async function notScored(
  deps: ScoringDeps,
  input: ScoringInput<ClaimedJob>,
  spents: Spents,
  verdict: Exclude<Verdict, { kind: "scored" }>,
): Promise<JobResult> {
  const { db, allowance, now } = deps;
  if (verdict.kind !== "out_of_budget") {
    return setAside(deps, input, spents, afterVerdict(verdict, input.job.attempts, now()));
  }
  if (allowance.isFirst && spents.first.length > 0) {
    const tooMany = { kind: "unusable", reason: TOO_MANY_REQUESTS } as const;
    return setAside(deps, input, spents, afterVerdict(tooMany, input.job.attempts, now()));
  }
  await keepCosts(db, input.job, spending(deps, input, spents));
  return "untouched";
}

async function setAside(
  deps: ScoringDeps,
  input: ScoringInput<ClaimedJob>,
  spents: Spents,
  to: SetAside,
): Promise<JobResult> {
  await setJobAside(deps.db, input.job, to, spending(deps, input, spents), deps.now());
  return "set_aside";
}

/** Tokens and cost of both opinions. */
function totals(first: Opinion, second: Opinion | null) {
  return {
    inputTokens: first.inputTokens + (second?.inputTokens ?? 0),
    outputTokens: first.outputTokens + (second?.outputTokens ?? 0),
    costUsd: first.costUsd + (second?.costUsd ?? 0),
  };
}

/** What was spent, on the site's date of now. */
function spending({ now }: ScoringDeps, { timeZone }: ScoringInput, { first, second }: Spents) {
  return { localDate: localDateAt(now(), timeZone), spent: joinedSpent(first, second) };
}
