import { DEFAULT_SECOND_JUDGING } from "#shared/contracts/scoring-settings.ts";

import { openDatabase } from "../db/client.ts";
import { providerKeys, type Env } from "../env.ts";
import { logEvent } from "../errors/log-event.ts";
import { configureProviders } from "../providers/configure-providers.ts";
import { SCORING_SETTING, settingsInForce } from "../settings/scoring-settings.usecase.ts";
import { STATEMENTS, type WorkersPlan } from "../workers-plan.ts";
import { LearnedLimits } from "./quota/learned-limits.ts";
import { loadScoringSetup, SETUP_STATEMENTS } from "./scoring-setup.repository.ts";
import type { TickLimits } from "./tick-budget.ts";
import { runTick } from "./tick.ts";
import type { TickReport } from "./work-through.ts";

/** The cron's tick, once a minute; overlapping ones do no harm. */
export const CRON_TICK: TickLimits = {
  statements: STATEMENTS.free.scoring - SETUP_STATEMENTS,
  requests: 10,
  beginJobsForMs: 50_000,
  requestTimeoutMs: 60_000,
};

/** The same where the plan allows more: time ends it, once it has had some seventy calls judged at three seconds each. */
const CRON_TICK_PAID: TickLimits = {
  ...CRON_TICK,
  statements: STATEMENTS.paid.scoring - SETUP_STATEMENTS,
  requests: 250,
};

export const cronTick = (plan: WorkersPlan): TickLimits =>
  plan === "paid" ? CRON_TICK_PAID : CRON_TICK;

/**
 * The tick right after an upload, in the same invocation: the upload took thirteen statements, and 30 seconds are allowed, after
 * which the platform ends it.
 */
export const TICK_AFTER_INGEST: TickLimits = {
  ...CRON_TICK,
  statements: CRON_TICK.statements - 3,
  beginJobsForMs: 4000,
  requestTimeoutMs: 24_000,
};

/** Runs a tick with the Worker's own settings, providers, clock and database. */
export async function startTick(env: Env, limits: TickLimits): Promise<TickReport> {
  const db = openDatabase(env.DB);
  const { versions, learned } = await loadScoringSetup(db, SCORING_SETTING);
  const { settings, problems } = settingsInForce(versions, env);
  for (const { setting, problem } of problems.slice(0, 5)) {
    logEvent("setting_not_usable", { setting, problem });
  }
  const providers =
    settings === null
      ? []
      : configureProviders(settings, providerKeys(env), {
          fetch: (input, init) => fetch(input, init),
          now: Date.now,
          timeoutMs: limits.requestTimeoutMs,
        });
  const report = await runTick(
    {
      db,
      providers,
      learned: new LearnedLimits(learned),
      secondJudging: settings?.second_judging ?? DEFAULT_SECOND_JUDGING,
      now: Date.now,
      newLeaseToken: () => crypto.randomUUID(),
    },
    limits,
  );
  logEvent("tick", { ...report, providers: providers.length });
  return report;
}
