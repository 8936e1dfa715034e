import { openDatabase } from "./db/client.ts";
import { countStatements } from "./db/count-statements.ts";
import type { Env } from "./env.ts";
import { logEvent } from "./errors/log-event.ts";
import { removeOldTexts, RETENTION_STATEMENTS } from "./retention/remove-old-texts.usecase.ts";
import { CRON_TICK, MAX_STATEMENTS, startTick } from "./scoring/start-tick.ts";
import type { TickReport } from "./scoring/work-through.ts";

/**
 * What happens every minute: calls are scored, and where that left enough of the invocation's statements, old texts are
 * removed. `nowMs` is the time by which they are old.
 */
export async function runCron(
  env: Env,
  nowMs = Date.now(),
): Promise<TickReport & { textsRemoved: number }> {
  const { binding, statementsUsed } = countStatements(env.DB);
  const report = await startTick({ ...env, DB: binding }, CRON_TICK);
  if (statementsUsed() + RETENTION_STATEMENTS > MAX_STATEMENTS)
    return { ...report, textsRemoved: 0 };
  const textsRemoved = await removeOldTexts(openDatabase(binding), nowMs);
  if (textsRemoved > 0) logEvent("texts_removed", { texts: textsRemoved });
  return { ...report, textsRemoved };
}
