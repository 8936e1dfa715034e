import type { Database } from "../../db/client.ts";
import type { Opinion } from "../judging/opinion.ts";
import { costStatement, type Spending } from "../rollups/costs.repository.ts";
import { LEASE_HOLDS, type LeasedJob } from "../rollups/rollups.repository.ts";
import { MOVES, sqlStates } from "./job-states.ts";

export type ClaimedJob = LeasedJob & {
  attempts: number;
  /** How often its lease ran out on somebody. */
  leaseLosses: number;
  leasedUntilMs: number;
};

export type Claim = { leaseToken: string; nowMs: number; leaseMs: number; limit: number };

/** Leases up to `limit` jobs under one token, longest due first; those of runs are left to `claimStatement`. */
export async function claimJobs(db: Database, claim: Claim): Promise<ClaimedJob[]> {
  const { results } = await claimStatement(db.$client, claim, "new").all<ClaimedRow>();
  return results.map((row) => claimedJob(row, claim));
}

export type ClaimedRow = {
  site_id: string;
  recording_id: string;
  transcript_version: number;
  attempts: number;
  lease_losses: number;
  run_id: string | null;
};

/**
 * The statement that leases jobs that came by themselves, or those of runs. The WHERE repeats the words of the partial
 * index on `next_at`, which SQLite then uses.
 */
export function claimStatement(
  client: D1Database,
  claim: Claim,
  which: "new" | "of_runs",
): D1PreparedStatement {
  return client
    .prepare(
      `UPDATE scoring_job SET state = '${MOVES.claim.to}', lease_token = ?1, next_at = ?2 + ?3, updated_at = ?2,
         lease_losses = lease_losses + (state = 'leased')
       WHERE (site_id, recording_id, transcript_version) IN (
         SELECT site_id, recording_id, transcript_version FROM scoring_job
         WHERE state IN ('due', 'leased', 'held') AND run_id IS ${which === "new" ? "NULL" : "NOT NULL"} AND next_at <= ?2
         ORDER BY next_at, site_id, recording_id, transcript_version LIMIT ?4)
       RETURNING site_id, recording_id, transcript_version, attempts, lease_losses, run_id`,
    )
    .bind(claim.leaseToken, claim.nowMs, claim.leaseMs, claim.limit);
}

export function claimedJob(row: ClaimedRow, claim: Claim): ClaimedJob {
  return {
    siteId: row.site_id,
    recordingId: row.recording_id,
    transcriptVersion: row.transcript_version,
    leaseToken: claim.leaseToken,
    leasedUntilMs: claim.nowMs + claim.leaseMs,
    attempts: row.attempts,
    leaseLosses: row.lease_losses,
    runId: row.run_id,
  };
}

/** Gives back every job still leased under a token: due again at once, nothing counted. */
export async function releaseJobs(
  db: Database,
  jobs: readonly LeasedJob[],
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE scoring_job SET state = '${MOVES.release.to}', lease_token = NULL, next_at = ?2, updated_at = ?2
       WHERE state = 'leased' AND (site_id, recording_id, transcript_version, lease_token) IN (
         SELECT value->>'siteId', value->>'recordingId', value->>'transcriptVersion', value->>'leaseToken'
         FROM json_each(?1))`,
    )
    .bind(JSON.stringify(jobs), nowMs)
    .run();
}

/** Where a job that was not scored goes, and why. */
export type SetAside = {
  state: "due" | "held" | "needs_human" | "failed";
  nextAtMs: number;
  attempts: number;
  /** For people; no transcript text. */
  reason: string;
  /** To be kept with the job; left out: what it has stays. */
  opinions?: readonly Opinion[];
};

/**
 * Moves a leased job on without a score, which does nothing when the lease is gone; and keeps what was spent on it. A re-score
 * of a run that comes to nothing is done with: the call has the score it had, and nobody need look at it.
 */
export async function setJobAside(
  db: Database,
  job: LeasedJob,
  to: SetAside,
  spending: Spending,
  nowMs: number,
): Promise<void> {
  const move = db.$client
    .prepare(
      `UPDATE scoring_job
       SET state = iif(run_id IS NOT NULL AND ?5 IN ('needs_human', 'failed'), 'done', ?5), next_at = ?6, attempts = ?7,
           last_error = ?8, opinions = coalesce(?10, opinions), lease_token = NULL, updated_at = ?9
       WHERE site_id = ?1 AND recording_id = ?2 AND transcript_version = ?3
         AND state = 'leased' AND lease_token = ?4`,
    )
    .bind(
      job.siteId,
      job.recordingId,
      job.transcriptVersion,
      job.leaseToken,
      to.state,
      to.nextAtMs,
      to.attempts,
      to.reason,
      nowMs,
      to.opinions === undefined ? null : JSON.stringify(to.opinions),
    );
  const cost = costStatement(db.$client, job, spending);
  await db.$client.batch(cost === null ? [move] : [move, cost]);
}

/** The statement that ends a job with its score; the last of the batch, since the others need the lease. */
export function jobDoneStatement(
  client: D1Database,
  job: LeasedJob,
  nowMs: number,
): D1PreparedStatement {
  return client
    .prepare(
      `UPDATE scoring_job SET state = '${MOVES.score.to}', lease_token = NULL, last_error = NULL, opinions = NULL,
         updated_at = ?5
       WHERE site_id = ?1 AND recording_id = ?2 AND transcript_version = ?3 AND ${LEASE_HOLDS}
       RETURNING recording_id`,
    )
    .bind(job.siteId, job.recordingId, job.transcriptVersion, job.leaseToken, nowMs);
}

/**
 * Makes the newest job of each recording due again, whether it was scored, given to a person or failed: the call gets one
 * more score, and keeps those it has. A job that is due, held or being worked on is left as it is, so asking twice is
 * asking once. Opinions that no score came of are dropped: the call is judged anew. Answers with the recordings whose job was
 * reopened.
 */
export async function reopenJobs(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
  nowMs: number,
): Promise<string[]> {
  const { results } = await db.$client
    .prepare(
      `UPDATE scoring_job
       SET state = '${MOVES.reopen.to}', next_at = ?3, attempts = 0, lease_losses = 0, last_error = NULL, opinions = NULL,
           run_id = NULL, updated_at = ?3
       WHERE site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2))
         AND state IN (${sqlStates(MOVES.reopen.from)})
         AND transcript_version = (
           SELECT max(t.version) FROM transcript AS t
           WHERE t.site_id = scoring_job.site_id AND t.recording_id = scoring_job.recording_id)
       RETURNING recording_id`,
    )
    .bind(siteId, JSON.stringify(recordingIds), nowMs)
    .all<{ recording_id: string }>();
  return results.map((row) => row.recording_id);
}
