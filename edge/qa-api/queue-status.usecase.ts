import {
  PROCESSING_STATUSES,
  type ProcessingStatus,
  type QueueStatus,
} from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { readAllTimeCounts, readDays } from "./daily-stats.repository.ts";
import { lastDays, type SiteClock } from "./period.ts";
import { statusOfAgentState, statusOfJobState } from "./processing-status.ts";
import { countOpenCalls, countOpenJobs } from "./queue.repository.ts";

/**
 * How many calls stand where. What is finished comes from the rollups and what is open is counted, so the answer costs
 * as much as the backlog is long; skipped is what remains.
 */
export async function countQueue(
  db: Database,
  siteId: string,
  clock: SiteClock,
): Promise<QueueStatus> {
  const [[allTime], today, openCalls, openJobs] = await db.batch([
    readAllTimeCounts(db, siteId),
    readDays(db, siteId, "site", lastDays(1, clock)),
    countOpenCalls(db, siteId),
    countOpenJobs(db, siteId),
  ]);
  const total = allTime?.totalCalls ?? 0;
  const counts: Record<ProcessingStatus, number> = {
    pending: 0,
    transcribing: 0,
    transcribed: 0,
    scoring: 0,
    complete: allTime?.scoredCalls ?? 0,
    error: 0,
    skipped: 0,
  };
  for (const { agentState, calls } of openCalls) counts[statusOfAgentState(agentState)] += calls;
  for (const { state, jobs } of openJobs) counts[statusOfJobState(state)] += jobs;
  const known = PROCESSING_STATUSES.reduce((sum, status) => sum + counts[status], 0);
  counts.skipped = Math.max(0, total - known);
  return { status_counts: counts, today_queued: today[0]?.totalCalls ?? 0, total };
}
