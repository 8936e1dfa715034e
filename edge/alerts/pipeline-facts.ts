import type { Quota } from "#shared/contracts/spending.ts";
import { addDays, localDateAt } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { readAllTime, readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import { readHeartbeat, type LastHeartbeat } from "../qa-api/health.repository.ts";
import { waitingForScore } from "../qa-api/queue-status.usecase.ts";
import { countStuckJobs } from "../qa-api/queue.repository.ts";
import { callsInState } from "../qa-api/stored-counts.ts";
import { providerQuotas } from "../spending/quota.usecase.ts";

/** How a site's pipeline is, from the heartbeat and the rollups: no call is read. */
export type PipelineFacts = {
  /** The site's local date now. */
  today: string;
  heartbeat: LastHeartbeat | null;
  /** Those of the last nine days, today included, that have calls, oldest first. */
  days: readonly DayStat[];
  waitingToBeScored: number;
  waitingToBeTranscribed: number;
  needsPerson: number;
  /** Of every judge; empty where no call waits for one. */
  quotas: Quota;
};

/** Heartbeat, days, all time, stuck jobs, and three for the quotas. */
export const FACTS_STATEMENTS = 7;
const DAYS_BACK = 8;

export async function readPipelineFacts(
  db: Database,
  env: Env,
  { siteId, timeZone }: { siteId: string; timeZone: string },
  nowMs: number,
): Promise<PipelineFacts> {
  const today = localDateAt(nowMs, timeZone);
  const [heartbeat, days, allTime, stuck] = await Promise.all([
    readHeartbeat(db, siteId),
    readDays(db, siteId, "site", { from: addDays(today, -DAYS_BACK), to: today }),
    readAllTime(db, siteId),
    countStuckJobs(db, siteId),
  ]);
  const waitingToBeScored = waitingForScore(allTime, stuck.jobs - stuck.rescores);
  return {
    today,
    heartbeat,
    days,
    waitingToBeScored,
    waitingToBeTranscribed: waitingCalls(allTime),
    needsPerson: stuck.jobs,
    quotas: waitingToBeScored === 0 ? [] : await providerQuotas(db, env, nowMs),
  };
}

/** Calls whose recordings are still to be transcribed. */
export function waitingCalls({ states }: Pick<DayStat, "states">): number {
  return callsInState(states, "found", "waiting_file", "pending", "transcribing");
}
