import type { Database } from "../db/client.ts";

/** A lease runs for minutes; beyond this many jobs their number is no longer looked at closely. */
const LEASED_LOOK = { aheadMs: 10 * 60_000, mostJobs: 500 };

/** Jobs that stand somewhere, and how many of them are about a call that has a score already. */
export type JobCount = { jobs: number; rescores: number };

/** So many stuck jobs are counted, two rows for each; more only show as waiting. */
const MOST_STUCK = 500;

const IS_RESCORE = `
  EXISTS (SELECT 1 FROM score AS s
          WHERE s.site_id = j.site_id AND s.recording_id = j.recording_id AND s.is_current = 1)`;

/** Jobs that nobody but a person moves on. */
export function countStuckJobs(db: Database, siteId: string): Promise<JobCount> {
  return countJobs(
    db,
    `SELECT site_id, recording_id FROM scoring_job
     WHERE site_id = ?1 AND state IN ('needs_human', 'failed') LIMIT ${MOST_STUCK}`,
    [siteId],
  );
}

/** Jobs that a tick works on now, found among those whose time comes within minutes. */
export function countLeasedJobs(db: Database, siteId: string, nowMs: number): Promise<JobCount> {
  return countJobs(
    db,
    `SELECT site_id, recording_id FROM (
       SELECT site_id, recording_id, state FROM scoring_job
       WHERE state IN ('due', 'leased', 'held') AND run_id IS NULL AND next_at > ?2 AND next_at <= ?2 + ?3
       ORDER BY next_at LIMIT ?4)
     WHERE site_id = ?1 AND state = 'leased'`,
    [siteId, nowMs, LEASED_LOOK.aheadMs, LEASED_LOOK.mostJobs],
  );
}

async function countJobs(
  db: Database,
  jobs: string,
  values: readonly (string | number)[],
): Promise<JobCount> {
  const row = await db.$client
    .prepare(
      `SELECT count(*) AS jobs, coalesce(sum(${IS_RESCORE}), 0) AS rescores FROM (${jobs}) AS j`,
    )
    .bind(...values)
    .first<JobCount>();
  return { jobs: row?.jobs ?? 0, rescores: row?.rescores ?? 0 };
}
