import type { SecondJudging } from "#shared/contracts/scoring-settings.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import { openDatabase, type Database } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import type { Provider } from "../providers/provider.ts";
import { afterVerdict } from "./job-outcome.ts";
import { storeLearnedLimits } from "./learned-limits.repository.ts";
import type { LearnedLimits } from "./learned-limits.ts";
import { claimJobs, releaseJobs, setJobAside, type ClaimedJob } from "./ledger.repository.ts";
import { forgetOldMinutes } from "./quota.repository.ts";
import { scoreJob, type JobResult } from "./score-job.ts";
import { loadScoringInputs, type ScoringInput } from "./scores.repository.ts";
import { TickBudget, type TickLimits } from "./tick-budget.ts";

export type TickDeps = {
  db: Database;
  /** In the order in which they are asked. */
  providers: readonly Provider[];
  learned: LearnedLimits;
  scorecard: Scorecard;
  secondJudging: SecondJudging;
  /** Epoch milliseconds. */
  now: () => number;
  newLeaseToken: () => string;
};

/** How many jobs went where. */
export type TickReport = Record<Exclude<JobResult, "untouched">, number>;

const JOBS_PER_CLAIM = 5;
/** Longer than any tick's work on its jobs; a tick that dies is taken over after it. */
const LEASE_MS = 5 * 60_000;
/** A Worker has six connections that may wait for an answer; the database and the next invocation want theirs. */
export const JOBS_AT_ONCE = 4;

const CLAIM_STATEMENTS = 2;
/** Kept back from the start: giving back what was not begun, forgetting old minutes, keeping what was learned. */
const END_STATEMENTS = 3;

/**
 * Claims due jobs, round after round, and scores them, a few at once, until none is due or the limits are reached.
 *
 * @throws what the database throws, once every other job of the round has come to its end
 */
export async function runTick(deps: TickDeps, limits: TickLimits): Promise<TickReport> {
  const { db, providers, learned, now } = deps;
  const report: TickReport = { scored: 0, set_aside: 0, lost: 0 };
  const budget = new TickBudget(limits, now);
  if (providers.length === 0 || !budget.take(END_STATEMENTS)) return report;
  while (budget.hasTime() && budget.take(CLAIM_STATEMENTS)) {
    const jobs = await claimJobs(db, {
      leaseToken: deps.newLeaseToken(),
      nowMs: now(),
      leaseMs: LEASE_MS,
      limit: JOBS_PER_CLAIM,
    });
    if (jobs.length === 0) break;
    const untouched = await workThrough(deps, budget, jobs, report);
    if (untouched.length > 0) {
      await releaseJobs(db, untouched, now());
      break;
    }
  }
  if (Object.values(report).some((count) => count > 0)) {
    await forgetOldMinutes(db, providers, now());
  }
  const news = learned.news();
  if (news.length > 0) await storeLearnedLimits(db, news);
  return report;
}

/** Works through claimed jobs and counts them in `report`; answers with those there was no budget for. */
async function workThrough(
  deps: TickDeps,
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
    ["the transcript is gone or cannot be read", unreadable],
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
  deps: TickDeps,
  budget: TickBudget,
  input: ScoringInput<ClaimedJob>,
): Promise<JobResult | null> {
  const { isRescore, job } = input;
  const allowance = budget.beginJob({ isRescore, leasedUntilMs: job.leasedUntilMs });
  if (allowance === null) return null;
  const { binding, statementsUsed } = countStatements(deps.db.$client);
  try {
    const own = { ...deps, db: openDatabase(binding), allowance };
    return await scoreJob(own, deps.providers, input);
  } finally {
    allowance.end(statementsUsed());
  }
}

/** Ends a job that cannot be worked on. */
async function giveUp(
  { db, now }: TickDeps,
  job: ClaimedJob,
  reason: string,
): Promise<"set_aside"> {
  const outcome = afterVerdict({ kind: "our_bug", reason }, job.attempts, now());
  await setJobAside(db, job, outcome, { localDate: "", spent: [] }, now());
  return "set_aside";
}
