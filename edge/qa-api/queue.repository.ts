import { count, eq, and, sql } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { scoringJob } from "../db/schema.ts";

/** A lease runs for minutes; beyond this many jobs their number is no longer looked at closely. */
const LEASED_LOOK = { aheadMs: 10 * 60_000, mostJobs: 500 };

/** Jobs that nobody but a person moves on, by state. */
export function countStuckJobs(db: Database, siteId: string) {
  return db
    .select({ state: sql<"needs_human" | "failed">`${scoringJob.state}`, jobs: count() })
    .from(scoringJob)
    .where(
      // Written out, because SQLite uses a partial index only when it can see the condition.
      and(eq(scoringJob.siteId, siteId), sql`${scoringJob.state} in ('needs_human', 'failed')`),
    )
    .groupBy(scoringJob.state);
}

/** Jobs that a tick works on now, found among those whose time comes within minutes. */
export async function countLeasedJobs(
  db: Database,
  siteId: string,
  nowMs: number,
): Promise<number> {
  const row = await db.$client
    .prepare(
      `SELECT count(*) AS jobs FROM (
         SELECT site_id, state FROM scoring_job
         WHERE state IN ('due', 'leased', 'held') AND next_at > ?2 AND next_at <= ?2 + ?3
         ORDER BY next_at LIMIT ?4)
       WHERE site_id = ?1 AND state = 'leased'`,
    )
    .bind(siteId, nowMs, LEASED_LOOK.aheadMs, LEASED_LOOK.mostJobs)
    .first<{ jobs: number }>();
  return row?.jobs ?? 0;
}
