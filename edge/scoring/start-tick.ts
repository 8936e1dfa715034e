import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { settingsSchema, type Env } from "../env.ts";
import { logEvent } from "../errors/log-event.ts";
import { configureProviders } from "../providers/configure-providers.ts";
import type { TickLimits } from "./tick-budget.ts";
import { runTick, type TickReport } from "./tick.ts";

/** The cron's tick, once a minute; overlapping ones do no harm. */
export const CRON_TICK: TickLimits = { statements: 39, requests: 10, beginJobsForMs: 50_000 };

/** The tick right after an upload, in the same invocation: the upload took twelve statements, and 30 seconds are allowed. */
export const TICK_AFTER_INGEST: TickLimits = {
  statements: 38,
  requests: 10,
  beginJobsForMs: 15_000,
};

/** Runs a tick with the Worker's own providers, clock and database. */
export async function startTick(env: Env, limits: TickLimits): Promise<TickReport> {
  const settings = settingsSchema.parse(env);
  const { binding, statementsUsed } = countStatements(env.DB);
  const report = await runTick(
    {
      db: openDatabase(binding),
      statementsUsed,
      providers: configureProviders(settings, {
        fetch: (input, init) => fetch(input, init),
        now: Date.now,
      }),
      scorecard: defaultScorecard,
      now: Date.now,
      newLeaseToken: () => crypto.randomUUID(),
    },
    limits,
  );
  logEvent("tick", report);
  return report;
}
