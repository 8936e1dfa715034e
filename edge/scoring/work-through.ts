import type { SecondJudging } from "#shared/contracts/scoring-settings.ts";

import { openDatabase, type Database } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import type { Provider } from "../providers/provider.ts";
import { afterVerdict } from "./ledger/job-outcome.ts";
import { releaseJobs, setJobAside, type ClaimedJob } from "./ledger/ledger.repository.ts";
import { loadScoringInputs, type ScoringInput } from "./ledger/scores.repository.ts";
import type { LearnedLimits } from "./quota/learned-limits.ts";
import { scoreJob, type JobResult } from "./score-job.ts";
import type { TickBudget } from "./tick-budget.ts";

/** What working on claimed calls takes. */
export type WorkDeps = {
  db: Database;
  /** In the order in which they are asked. */
  providers: readonly Provider[];
  learned: LearnedLimits;
  secondJudging: SecondJudging;
  /** Epoch milliseconds. */
  now: () => number;
};

/** How many jobs went where; `tried` are calls of tries, whatever came of them. */
export type TickReport = Record<Exclude<JobResult, "untouched"> | "tried", number>;

/** A Worker has six connections that may wait for an answer; the database and the next invocation want theirs. */
export const JOBS_AT_ONCE = 4;

/** Works through claimed jobs and counts them in `report`; answers with those there was no budget for. */
export async function workThrough(
  deps: WorkDeps,
  budget: TickBudget,
  claimed: readonly ClaimedJob[],
  report: TickReport,
): Promise<ClaimedJob[]> {
  const { jobs, others, givenUp } = keepSuspectsApart(claimed);
  if (others.length > 0) {
    if (!budget.take(1)) return [...claimed];
    // before the suspect is touched, which may be the last thing this tick does
    await releaseJobs(deps.db, others, deps.now());
  }
  const waiting = await loadScoringInputs(deps.db, jobs);
  const readable = new Set(waiting.map(({ job }) => job));
  const untouched: ClaimedJob[] = [];
  const lane = async (): Promise<void> => {
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      const result = await workOn(deps, budget, input);
      if (result === null) {
        // a job that is being worked on may give back what this one lacks
        waiting.unshift(input);
        return;
      }
      if (result === "untouched") untouched.push(input.job);
      else report[result] += 1;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: JOBS_AT_ONCE }, lane));
  for (const settled of lanes) if (settled.status === "rejected") throw settled.reason;
  const unreadable = jobs.filter((job) => !readable.has(job));
  for (const [reason, lost] of [
    ["the transcript or the scorecard is gone or cannot be read", unreadable],
    [`it was being worked on when a tick died, ${GIVE_UP_AFTER} times`, givenUp],
  ] as const) {
    for (const job of lost) {
      if (budget.take(1)) report[await giveUp(deps, job, reason)] += 1;
      else untouched.push(job);
    }
  }
  return [...untouched, ...waiting.map(({ job }) => job)];
}

/** Lease losses after which a job is worked on by itself, so that what it does to a tick is done to no other job. */
const SUSPECT_AFTER = 2;
/** Lease losses after which a job is given up. */
const GIVE_UP_AFTER = 5;

function keepSuspectsApart(claimed: readonly ClaimedJob[]) {
  const givenUp = claimed.filter(({ leaseLosses }) => leaseLosses >= GIVE_UP_AFTER);
  const left = claimed.filter((job) => !givenUp.includes(job));
  const suspect = left.find(({ leaseLosses }) => leaseLosses >= SUSPECT_AFTER);
  if (suspect === undefined) return { jobs: left, others: [], givenUp };
  return { jobs: [suspect], others: left.filter((job) => job !== suspect), givenUp };
}

/** Scores one job within its allowance; null when there is none to be had. */
async function workOn(
  deps: WorkDeps,
  budget: TickBudget,
  input: ScoringInput<ClaimedJob>,
): Promise<JobResult | null> {
  const { isRescore, job } = input;
  const allowance = budget.beginJob({ isRescore, leasedUntilMs: job.leasedUntilMs });
  if (allowance === null) return null;
  const { binding, statementsUsed } = countStatements(deps.db.$client);
  try {
    const own = { ...deps, db: openDatabase(binding), allowance, scorecard: input.scorecard };
    return await scoreJob(own, deps.providers, input);
  } finally {
    allowance.end(statementsUsed());
  }
}

/** Ends a job that cannot be worked on. */
async function giveUp(
  { db, now }: WorkDeps,
  job: ClaimedJob,
  reason: string,
): Promise<"set_aside"> {
  const outcome = afterVerdict({ kind: "our_bug", reason }, job.attempts, now());
  await setJobAside(db, job, outcome, { localDate: "", spent: [] }, now());
  return "set_aside";
}
