/*
 * The scoring ledger: one job per transcript version, in scoring_job.
 *
 *    ingest                        claim                       commit with the lease
 *   ────────► due ───────────────────────────────► leased ───────────────────────────► done
 *              ▲                                   │ │ │ │
 *              ├── judge's answer unusable, < 3 × ─┘ │ │ └─ our bug ─────────────────► failed
 *              │                                     │ └─── unusable 3 ×, or refused ─► needs_human
 *            held ◄─ no quota until next_at ─────────┘
 *
 * - A due or held job whose `next_at` has come, and a leased one whose lease has run out, may be claimed: a tick that
 *   dies at any point leaves its jobs to another.
 * - Only the tick whose token is on the job may move it on. Every statement says so in its WHERE.
 * - `attempts` counts answers that the content (or our bug) spoilt, never waiting.
 * - A newer transcript closes the older jobs of its recording, whatever they were doing: done, `last_error` says
 *   superseded (edge/ingest/transcripts.repository.ts).
 */

import type { Database } from "../db/client.ts";
import { LEASE_HOLDS, type LeasedJob } from "./rollups.repository.ts";

export type ClaimedJob = LeasedJob & { attempts: number };

/**
 * Leases up to `limit` jobs under one token, longest due first. The WHERE repeats the words of the partial index on
 * `next_at`, which SQLite then uses.
 */
export async function claimJobs(
  db: Database,
  claim: { leaseToken: string; nowMs: number; leaseMs: number; limit: number },
): Promise<ClaimedJob[]> {
  const { results } = await db.$client
    .prepare(
      `UPDATE scoring_job SET state = 'leased', lease_token = ?1, next_at = ?2 + ?3, updated_at = ?2
       WHERE rowid IN (
         SELECT rowid FROM scoring_job
         WHERE state IN ('due', 'leased', 'held') AND next_at <= ?2
         ORDER BY next_at, rowid LIMIT ?4)
       RETURNING site_id, recording_id, transcript_version, attempts`,
    )
    .bind(claim.leaseToken, claim.nowMs, claim.leaseMs, claim.limit)
    .all<{
      site_id: string;
      recording_id: string;
      transcript_version: number;
      attempts: number;
    }>();
  return results.map((row) => ({
    siteId: row.site_id,
    recordingId: row.recording_id,
    transcriptVersion: row.transcript_version,
    leaseToken: claim.leaseToken,
    attempts: row.attempts,
  }));
}

/** Gives back every job still leased under a token: due again at once, nothing counted. */
export async function releaseJobs(
  db: Database,
  jobs: readonly LeasedJob[],
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE scoring_job SET state = 'due', lease_token = NULL, next_at = ?2, updated_at = ?2
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
};

/** Moves a leased job on without a score. Does nothing when the lease is gone. */
export async function setJobAside(
  db: Database,
  job: LeasedJob,
  to: SetAside,
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE scoring_job
       SET state = ?5, next_at = ?6, attempts = ?7, last_error = ?8, lease_token = NULL, updated_at = ?9
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
    )
    .run();
}

/** The statement that ends a job with its score; the last of the batch, since the others need the lease. */
export function jobDoneStatement(
  client: D1Database,
  job: LeasedJob,
  nowMs: number,
): D1PreparedStatement {
  return client
    .prepare(
      `UPDATE scoring_job SET state = 'done', lease_token = NULL, last_error = NULL, updated_at = ?5
       WHERE site_id = ?1 AND recording_id = ?2 AND transcript_version = ?3 AND ${LEASE_HOLDS}
       RETURNING recording_id`,
    )
    .bind(job.siteId, job.recordingId, job.transcriptVersion, job.leaseToken, nowMs);
}
