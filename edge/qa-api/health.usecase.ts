import type { HealthAnswer } from "#shared/contracts/qa-api.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import { isSilent } from "./agent-silence.ts";
import { readAllTime } from "./daily-stats.repository.ts";
import { readDatabaseBytes, readHeartbeat } from "./health.repository.ts";

const BYTES_PER_MB = 1_000_000;

/** Whether the pipeline of a site runs, and how much it has done. */
export async function checkHealth(
  db: Database,
  siteId: string,
  nowMs: number,
): Promise<HealthAnswer> {
  const [heartbeat, allTime, databaseBytes] = await Promise.all([
    readHeartbeat(db, siteId),
    readAllTime(db, siteId),
    readDatabaseBytes(db),
  ]);
  const { scoredCalls, flaggedCalls, lastScoredAt } = allTime;
  return {
    status: isSilent(heartbeat?.receivedAt ?? null, nowMs) ? "degraded" : "ok",
    db_size_mb: roundTo(databaseBytes / BYTES_PER_MB, 2),
    total_scored: scoredCalls,
    total_flagged: flaggedCalls,
    last_processed: lastScoredAt === null ? null : new Date(lastScoredAt).toISOString(),
  };
}
