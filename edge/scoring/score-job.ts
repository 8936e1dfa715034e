import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { scoreCall, type Marks } from "#shared/scoring/score-call.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import { databaseMessage } from "../errors/database-error.ts";
import { logUnexpected } from "../errors/log-event.ts";
import type { Provider } from "../providers/provider.ts";
import type { JudgingDeps } from "./ask-provider.ts";
import { keepCosts } from "./costs.repository.ts";
import { screenForInjection } from "./injection.ts";
import { afterCrash, afterVerdict } from "./job-outcome.ts";
import { judgeCall, type Verdict } from "./judge-call.ts";
import { setJobAside, type ClaimedJob, type SetAside } from "./ledger.repository.ts";
import type { InjectionSign } from "./scored-criterion.ts";
import { commitScore, type ScoreRecord, type ScoringInput } from "./scores.repository.ts";
import { totalSpent, type Spent } from "./spent.ts";

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
  input: ScoringInput<ClaimedJob>,
): Promise<JobResult> {
  const spent: Spent = [];
  try {
    return await judgeAndCommit(deps, providers, input, spent);
  } catch (thrown) {
    if (databaseMessage(thrown) !== null) throw thrown;
    logUnexpected("job_crashed", thrown);
    return setAside(deps, input, spent, afterCrash(thrown, input.job.attempts, deps.now()));
  }
}

async function judgeAndCommit(
  deps: JudgingDeps,
  providers: readonly Provider[],
  input: ScoringInput<ClaimedJob>,
  spent: Spent,
): Promise<JobResult> {
  const { db, scorecard, now } = deps;
  const { segments, injections } = screenForInjection(input.segments);
  const verdict = await judgeCall(deps, providers, { segments, spoken: input.segments }, spent);
  if (verdict.kind === "out_of_budget") {
    if (deps.allowance.isFirst && spent.length > 0) {
      const tooMany = {
        kind: "unusable",
        reason: "it took more requests than a tick has",
      } as const;
      return setAside(deps, input, spent, afterVerdict(tooMany, input.job.attempts, now()));
    }
    await keepCosts(db, input.job, spending(deps, input, spent));
    return "untouched";
  }
  if (verdict.kind !== "scored") {
    return setAside(deps, input, spent, afterVerdict(verdict, input.job.attempts, now()));
  }
  const record = scoreRecord(verdict, scorecard, injections, spent);
  const isCommitted = await commitScore(db, input, record, spending(deps, input, spent), now());
  return isCommitted ? "scored" : "lost";
}

/** What is stored of a judged call. */
export function scoreRecord(
  { answer, excerpt }: Extract<Verdict, { kind: "scored" }>,
  scorecard: Scorecard,
  injections: readonly InjectionSign[],
  spent: Spent,
): ScoreRecord {
  const { provider, outcome, checked } = answer;
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
    excerpt,
    ...totalSpent(spent),
    latencyMs: outcome.latencyMs,
    rawAnswer: outcome.rawAnswer,
  };
}

async function setAside(
  deps: JudgingDeps,
  input: ScoringInput<ClaimedJob>,
  spent: Spent,
  to: SetAside,
): Promise<JobResult> {
  await setJobAside(deps.db, input.job, to, spending(deps, input, spent), deps.now());
  return "set_aside";
}

/** What was spent, on the site's date of now. */
function spending({ now }: JudgingDeps, { timeZone }: ScoringInput, spent: Spent) {
  return { localDate: localDateAt(now(), timeZone), spent };
}
