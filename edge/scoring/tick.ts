import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import type { Provider } from "../providers/provider.ts";
import { claimJobs, releaseJobs, type ClaimedJob } from "./ledger.repository.ts";
import { forgetOldMinutes } from "./quota.repository.ts";
import { scoreJob, type JobResult } from "./score-job.ts";
import { TickBudget, type TickLimits } from "./tick-budget.ts";

export type TickDeps = {
  db: Database;
  /** How many statements `db` has run for this tick. */
  statementsUsed: () => number;
  /** In the order in which they are asked. */
  providers: readonly Provider[];
  scorecard: Scorecard;
  /** Epoch milliseconds. */
  now: () => number;
  newLeaseToken: () => string;
};

/** How many jobs went where. */
export type TickReport = Record<Exclude<JobResult, "untouched">, number>;

const JOBS_PER_CLAIM = 5;
/** Longer than any tick's work on its jobs; a tick that dies is taken over after it. */
const LEASE_MS = 5 * 60_000;

/** Claims due jobs, round after round, and scores them one by one until none is due or the limits are reached. */
export async function runTick(deps: TickDeps, limits: TickLimits): Promise<TickReport> {
  const { db, providers, now } = deps;
  const report: TickReport = { scored: 0, set_aside: 0, lost: 0 };
  if (providers.length === 0) return report;
  const budget = new TickBudget(limits, now, deps.statementsUsed);
  while (budget.affordsClaim()) {
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
  const didWork = Object.values(report).some((count) => count > 0);
  if (didWork && budget.affordsStatement()) await forgetOldMinutes(db, providers, now());
  return report;
}

/** Works through claimed jobs and counts them in `report`; answers with those there was no budget for. */
async function workThrough(
  deps: TickDeps,
  budget: TickBudget,
  jobs: readonly ClaimedJob[],
  report: TickReport,
): Promise<ClaimedJob[]> {
  for (const [index, job] of jobs.entries()) {
    if (!budget.affordsJob()) return jobs.slice(index);
    const result = await scoreJob({ ...deps, budget }, deps.providers, job);
    if (result === "untouched") return jobs.slice(index);
    report[result] += 1;
  }
  return [];
}
