import type { QueueStatus } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { readAllTime, readDays } from "./daily-stats.repository.ts";
import { lastDays, type SiteClock } from "./period.ts";
import { countLeasedJobs, countStuckJobs } from "./queue.repository.ts";
import { callsInState, skippedCalls, sumOf } from "./stored-counts.ts";

/**
 * How many calls stand where. Everything comes from the row of all time, but for the jobs that are stuck and those worked
 * on now, which are counted; a transcribed call that is none of these and has no score waits for one.
 */
export async function countQueue(
  db: Database,
  siteId: string,
  clock: SiteClock,
): Promise<QueueStatus> {
  const [allTime, today, stuck, leased] = await Promise.all([
    readAllTime(db, siteId),
    readDays(db, siteId, "site", lastDays(1, clock)),
    countStuckJobs(db, siteId),
    countLeasedJobs(db, siteId, clock.nowMs),
  ]);
  const { states, histogram, totalCalls } = allTime;
  const judged = sumOf(histogram);
  const stuckJobs = stuck.reduce((sum, row) => sum + row.jobs, 0);
  return {
    status_counts: {
      pending: callsInState(states, "found", "waiting_file", "pending"),
      transcribing: callsInState(states, "transcribing"),
      transcribed: Math.max(0, callsInState(states, "transcribed") - judged - stuckJobs - leased),
      scoring: leased,
      complete: judged,
      error: callsInState(states, "failed", "lost") + stuckJobs,
      skipped: skippedCalls(states),
    },
    today_queued: today[0]?.totalCalls ?? 0,
    total: totalCalls,
  };
}
