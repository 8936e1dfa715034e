import type { Database } from "../db/client.ts";

/** Of so many calls on people's list the rest is no longer counted: a row is read for each. */
export const MOST_COUNTED = 200;
/** Among so many jobs, the next ones of the whole deployment, the oldest is looked for: two rows are read for each. */
const NEXT_JOBS = 100;

export type Waiting = {
  /** Calls on people's list, up to MOST_COUNTED. */
  reviews: number;
  /** Epoch milliseconds since when a job has been waiting; null when none waits. */
  oldestJobAt: number | null;
};

/** What waits at a site for a person and for a judge; a bounded number of rows is read. */
export async function readWaiting(db: Database, siteId: string): Promise<Waiting> {
  const row = await db.$client
    .prepare(
      `SELECT
         (SELECT count(*) FROM (
            SELECT 1 FROM review_item WHERE site_id = ?1 AND state = 'open' LIMIT ${MOST_COUNTED})) AS reviews,
         (SELECT min(created_at) FROM (
            SELECT site_id, created_at FROM scoring_job
            WHERE state IN ('due', 'leased', 'held') AND run_id IS NULL ORDER BY next_at LIMIT ${NEXT_JOBS})
          WHERE site_id = ?1) AS oldestJobAt`,
    )
    .bind(siteId)
    .first<Waiting>();
  return row ?? { reviews: 0, oldestJobAt: null };
}
