import { claimJobs, releaseJobs, type Claim } from "./ledger/ledger.repository.ts";
import { storeLearnedLimits } from "./quota/learned-limits.repository.ts";
import { forgetOldMinutes } from "./quota/quota.repository.ts";
import { workOnRuns } from "./runs/work-on-runs.ts";
import { TickBudget, type TickLimits } from "./tick-budget.ts";
import { workThrough, type TickReport, type WorkDeps } from "./work-through.ts";

export type TickDeps = WorkDeps & { newLeaseToken: () => string };

const JOBS_PER_CLAIM = 5;
/** Longer than any tick's work on its jobs; a tick that dies is taken over after it. */
const LEASE_MS = 5 * 60_000;
const LOAD_STATEMENTS = 1;
const CLAIM_STATEMENTS = 1 + LOAD_STATEMENTS;
/** Kept back from the start: giving back what was not begun, forgetting old minutes, keeping what was learned. */
const END_STATEMENTS = 3;

/**
 * Claims due jobs, round after round, and scores them, a few at once, until none is due or the limits are reached. What runs
 * over past calls want is begun once no other job is due.
 *
 * @throws what the database throws, once every other job of the round has come to its end
 */
export async function runTick(deps: TickDeps, limits: TickLimits): Promise<TickReport> {
  const { db, providers, learned, now } = deps;
  const report: TickReport = { scored: 0, set_aside: 0, lost: 0, tried: 0 };
  const budget = new TickBudget(limits, now);
  if (providers.length === 0 || !budget.take(END_STATEMENTS)) return report;
  const claim = (limit: number): Claim => ({
    leaseToken: deps.newLeaseToken(),
    nowMs: now(),
    leaseMs: LEASE_MS,
    limit,
  });
  while (budget.hasTime() && budget.take(CLAIM_STATEMENTS)) {
    const jobs = await claimJobs(db, claim(JOBS_PER_CLAIM));
    if (jobs.length === 0) {
      budget.giveBack(LOAD_STATEMENTS);
      await workOnRuns(deps, budget, claim, report);
      break;
    }
    const judgedBefore = report.scored + report.lost;
    const untouched = await workThrough(deps, budget, jobs, report);
    if (untouched.length > 0) {
      await releaseJobs(db, untouched, now());
      break;
    }
    // No judge can be had: the next tick tries again, and jobs that stay due cost no write.
    if (report.scored + report.lost === judgedBefore) break;
  }
  if (Object.values(report).some((count) => count > 0)) {
    await forgetOldMinutes(db, providers, now());
  }
  const news = learned.news();
  if (news.length > 0) await storeLearnedLimits(db, news);
  return report;
}
