import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { scoreCall, type Marks } from "#shared/scoring/score-call.ts";

import { databaseMessage } from "../errors/database-error.ts";
import { logUnexpected } from "../errors/log-event.ts";
import type { Provider } from "../providers/provider.ts";
import type { JudgingDeps, UsableAnswer } from "./ask-provider.ts";
import { screenForInjection } from "./injection.ts";
import { afterCrash, afterVerdict } from "./job-outcome.ts";
import { judgeCall } from "./judge-call.ts";
import { setJobAside, type ClaimedJob, type SetAside } from "./ledger.repository.ts";
import type { InjectionSign } from "./scored-criterion.ts";
import { commitScore, loadScoringInput, type ScoreRecord } from "./scores.repository.ts";

/**
 * What became of a claimed job. `lost`: it was judged, but its lease had gone to somebody else. `untouched`: there was
 * no budget left, and it is still leased.
 */
export type JobResult = "scored" | "set_aside" | "lost" | "untouched";

/**
 * Scores one claimed job and commits it, or sets it aside. Throws only what the database throws: then the job's lease
 * runs out and another tick takes it over.
 */
export async function scoreJob(
  deps: JudgingDeps,
  providers: readonly Provider[],
  job: ClaimedJob,
): Promise<JobResult> {
  try {
    return await judgeAndCommit(deps, providers, job);
  } catch (thrown) {
    if (databaseMessage(thrown) !== null) throw thrown;
    logUnexpected("job_crashed", thrown);
    return setAside(deps, job, afterCrash(thrown, job.attempts, deps.now()));
  }
}

async function judgeAndCommit(
  deps: JudgingDeps,
  providers: readonly Provider[],
  job: ClaimedJob,
): Promise<JobResult> {
  const { db, scorecard, now } = deps;
  const input = await loadScoringInput(db, job);
  if (input === null) {
    const verdict = { kind: "our_bug", reason: "the transcript is gone" } as const;
    return setAside(deps, job, afterVerdict(verdict, job.attempts, now()));
  }
  const { segments, injections } = screenForInjection(input.segments);
  const verdict = await judgeCall(deps, providers, { segments, spoken: input.segments });
  if (verdict.kind === "out_of_budget") return "untouched";
  if (verdict.kind !== "scored") {
    return setAside(deps, job, afterVerdict(verdict, job.attempts, now()));
  }
  const record = scoreRecord(verdict.answer, scorecard, injections);
  const isCommitted = await commitScore(db, job, record, input.isRescore, now());
  return isCommitted ? "scored" : "lost";
}

function scoreRecord(
  { provider, outcome, checked, spent }: UsableAnswer,
  scorecard: Scorecard,
  injections: readonly InjectionSign[],
): ScoreRecord {
  const marks: Marks = Object.fromEntries(checked.criteria.map(({ id, mark }) => [id, mark]));
  const { summary, strengths, improvements } = outcome.judgement;
  return {
    provider,
    scorecard,
    score: scoreCall(
      scorecard,
      marks,
      checked.autoFails.map(({ id }) => id),
    ),
    criteria: checked.criteria,
    autoFails: checked.autoFails,
    injections,
    summary,
    strengths,
    improvements,
    ...spent,
    latencyMs: outcome.latencyMs,
    rawAnswer: outcome.rawAnswer,
  };
}

async function setAside(deps: JudgingDeps, job: ClaimedJob, to: SetAside): Promise<JobResult> {
  await setJobAside(deps.db, job, to, deps.now());
  return "set_aside";
}
