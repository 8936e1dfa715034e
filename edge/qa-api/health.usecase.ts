import type { HealthAnswer } from "#shared/contracts/qa-api.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import { isSilent } from "./agent-silence.ts";
import { readAllTimeCounts } from "./daily-stats.repository.ts";
import { readDatabaseBytes, readHeartbeat, readRecentScores } from "./health.repository.ts";

const BYTES_PER_MB = 1_000_000;
/** Scores made at the same time may be stored in any order; among this many the latest is found. */
const RECENT_SCORES = 50;

/** Whether the pipeline of a site runs, and how much it has done. */
export async function checkHealth(
  db: Database,
  siteId: string,
  nowMs: number,
): Promise<HealthAnswer> {
  const [heartbeat, [counts], recent, databaseBytes] = await Promise.all([
    readHeartbeat(db, siteId),
    readAllTimeCounts(db, siteId),
    readRecentScores(db, siteId, RECENT_SCORES),
    readDatabaseBytes(db),
  ]);
  const lastScoredAt = recent.reduce((latest, row) => Math.max(latest, row.createdAt), 0);
  return {
    status: isSilent(heartbeat?.receivedAt ?? null, nowMs) ? "degraded" : "ok",
    db_size_mb: roundTo(databaseBytes / BYTES_PER_MB, 2),
    total_scored: counts?.scoredCalls ?? 0,
    total_flagged: counts?.flaggedCalls ?? 0,
    last_processed: recent.length === 0 ? null : new Date(lastScoredAt).toISOString(),
  };
}
