import type { QueueStatus } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { readAllTime, readDays, type AllTime } from "./daily-stats.repository.ts";
import { lastDays, type SiteClock } from "./period.ts";
import { countLeasedJobs, countStuckJobs } from "./queue.repository.ts";
import { callsInState, skippedCalls, sumOf } from "./stored-counts.ts";

/**
 * How many calls stand where, each counted once. Everything comes from the row of all time, but for the jobs that are stuck
 * and those worked on now, which are counted; a transcribed call that is none of these and has no score waits for one. A
 * call that is to be scored anew is where its job is, and complete while that waits.
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
  const { states, totalCalls } = allTime;
  const judged = sumOf(allTime.histogram);
  const atWork = stuck.jobs + leased.jobs;
  const atWorkAnew = stuck.rescores + leased.rescores;
  return {
    status_counts: {
      pending: callsInState(states, "found", "waiting_file", "pending"),
      transcribing: callsInState(states, "transcribing"),
      transcribed: waitingForScore(allTime, atWork - atWorkAnew),
      scoring: leased.jobs,
      complete: Math.max(0, judged - atWorkAnew),
      error: callsInState(states, "failed", "lost") + stuck.jobs,
      skipped: skippedCalls(states),
    },
    today_queued: today[0]?.totalCalls ?? 0,
    total: totalCalls,
  };
}

/** Transcribed calls that wait for their first score, when so many others of them are worked on or stuck. */
export function waitingForScore(
  { states, histogram, givenUp }: Pick<AllTime, "states" | "histogram" | "givenUp">,
  notWaiting: number,
): number {
  // What was counted at different moments may not quite fit together.
  return Math.max(0, callsInState(states, "transcribed") - sumOf(histogram) - givenUp - notWaiting);
}
