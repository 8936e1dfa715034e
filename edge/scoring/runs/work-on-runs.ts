import { openDatabase } from "../../db/client.ts";
import { countStatements } from "../../db/count-statements.ts";
import { releaseJobs, type Claim, type ClaimedJob } from "../ledger/ledger.repository.ts";
import { loadScoringInputs } from "../ledger/scores.repository.ts";
import type { TickBudget } from "../tick-budget.ts";
import { JOBS_AT_ONCE, workThrough, type TickReport, type WorkDeps } from "../work-through.ts";
import {
  CLAIM_RESCORES_STATEMENTS,
  claimRescores,
  claimTries,
  releaseTries,
  whatWaits,
} from "./run-calls.repository.ts";
import { tryCall } from "./try-call.ts";

/** Of what a provider allows in a day, runs leave so much to new calls. */
const DAY_SHARE = 0.8;

const LOAD_STATEMENTS = 1;
const RELEASE_STATEMENTS = 1;

/**
 * Works on calls of tries, somebody waits for them, or else of re-scores, as far as the tick's budget goes. Called when no
 * new call is due.
 */
export async function workOnRuns(
  given: WorkDeps,
  budget: TickBudget,
  claim: (limit: number) => Claim,
  report: TickReport,
): Promise<void> {
  const deps = { ...given, learned: given.learned.ofDay(DAY_SHARE) };
  while (budget.hasTime() && budget.take(1)) {
    const waiting = await whatWaits(deps.db, deps.now());
    if (waiting.tries) {
      if (!budget.take(1 + LOAD_STATEMENTS + RELEASE_STATEMENTS)) return;
      const jobs = await claimTries(deps.db, claim(JOBS_AT_ONCE));
      const untouched = await tryCalls(deps, budget, jobs, report);
      if (untouched.length > 0) return releaseTries(deps.db, untouched, deps.now());
      budget.giveBack(RELEASE_STATEMENTS);
    } else if (waiting.rescores) {
      if (!budget.take(CLAIM_RESCORES_STATEMENTS + LOAD_STATEMENTS + RELEASE_STATEMENTS)) return;
      const jobs = await claimRescores(deps.db, claim(JOBS_AT_ONCE), waiting.openRescores);
      if (jobs.length === 0) return;
      const untouched = await workThrough(deps, budget, jobs, report);
      if (untouched.length > 0) return releaseJobs(deps.db, untouched, deps.now());
      budget.giveBack(RELEASE_STATEMENTS);
    } else return;
  }
}

/** Tries claimed calls, a few at once, and counts them in `report`; answers with those there was no budget for. */
async function tryCalls(
  deps: WorkDeps,
  budget: TickBudget,
  jobs: readonly ClaimedJob[],
  report: TickReport,
): Promise<ClaimedJob[]> {
  const inputs = new Map(
    (await loadScoringInputs(deps.db, jobs)).map((input) => [input.job, input]),
  );
  const untouched: ClaimedJob[] = [];
  const one = async (job: ClaimedJob): Promise<void> => {
    const allowance = budget.beginJob({ isRescore: false, leasedUntilMs: job.leasedUntilMs });
    if (allowance === null) {
      untouched.push(job);
      return;
    }
    const { binding, statementsUsed } = countStatements(deps.db.$client);
    try {
      const own = { ...deps, db: openDatabase(binding), allowance };
      const isTried = await tryCall(own, deps.providers, job, inputs.get(job) ?? null);
      if (isTried) report.tried += 1;
      else untouched.push(job);
    } finally {
      allowance.end(statementsUsed());
    }
  };
  const settled = await Promise.allSettled(jobs.map(one));
  for (const outcome of settled) if (outcome.status === "rejected") throw outcome.reason;
  return untouched;
}
