import * as z from "zod";

import type { Database } from "../../db/client.ts";
import type { Opinion } from "../judging/opinion.ts";
import { MOVES, sqlStates } from "../ledger/job-states.ts";
import {
  claimedJob,
  claimStatement,
  type Claim,
  type ClaimedJob,
  type ClaimedRow,
} from "../ledger/ledger.repository.ts";
import { costStatement, type Spending } from "../rollups/costs.repository.ts";
import { LEASE_HOLDS, type LeasedJob } from "../rollups/rollups.repository.ts";

/*
 * The calls of runs over past calls, in scorecard_run_call. Work on them is begun only by a tick that finds no new call
 * due. Those of a re-score go through the scoring ledger; those of a try have a lease of their own, and touch neither
 * scores nor rollups.
 *
 *            claim                     tried, or given up
 *   waiting ───────► leased (a try) ───────────────────────► done, failed
 *    │ │ ▲             │  ▲ │
 *    │ │ └──put off────┘  └─┘ claim: its lease ran out
 *    │ │ open                          with the score's commit
 *    │ ├─────► open (a re-score) ─────────────────────────► done
 *    │ │         its scoring_job has the run's id; where that is stuck or has gone, so has this
 *    │ └─────► skipped: its job was not done, so it is being scored anyway, or a person has it
 *    └───────► stopped
 */

/** Re-scores that may be in the ledger at once: a run that is stopped leaves no more than these behind. */
const MOST_OPEN = 5;
/** What a call that is skipped says. */
const SKIPPED = "it is waiting to be scored anyway, or for a person";

const NEXT_RESCORES = `
  SELECT rowid FROM scorecard_run_call
  WHERE state IN ('waiting', 'leased') AND kind = 'rescore' AND next_at <= ?1 ORDER BY next_at, rowid LIMIT ?2`;

/** Puts the next calls of re-scores into the ledger, where their last job is done. */
const OPEN_JOBS = `
  UPDATE scoring_job
  SET state = '${MOVES.reopen.to}', next_at = ?1, attempts = 0, lease_losses = 0, last_error = NULL, opinions = NULL,
      updated_at = ?1, run_id = next.run_id
  FROM (SELECT run_id, site_id, recording_id FROM scorecard_run_call WHERE rowid IN (${NEXT_RESCORES})) AS next
  WHERE scoring_job.site_id = next.site_id AND scoring_job.recording_id = next.recording_id
    AND scoring_job.state = 'done'
    AND scoring_job.transcript_version = (
      SELECT max(t.version) FROM transcript AS t
      WHERE t.site_id = scoring_job.site_id AND t.recording_id = scoring_job.recording_id)`;

/** To be run after OPEN_JOBS, in its batch. */
const MARK_OPENED = `
  UPDATE scorecard_run_call
  SET (state, reason) = (
    SELECT iif(count(*) > 0, 'open', 'skipped'), iif(count(*) > 0, NULL, '${SKIPPED}')
    FROM scoring_job AS j
    WHERE j.site_id = scorecard_run_call.site_id AND j.recording_id = scorecard_run_call.recording_id
      AND j.run_id = scorecard_run_call.run_id AND j.state = 'due')
  WHERE rowid IN (${NEXT_RESCORES})`;

const CLAIM_TRIES = `
  UPDATE scorecard_run_call
  SET state = 'leased', lease_token = ?1, next_at = ?2 + ?3, lease_losses = lease_losses + (state = 'leased')
  WHERE rowid IN (
    SELECT rowid FROM scorecard_run_call
    WHERE state IN ('waiting', 'leased') AND kind = 'try' AND next_at <= ?2 ORDER BY next_at, rowid LIMIT ?4)
  RETURNING site_id, recording_id, transcript_version, attempts, lease_losses, run_id`;

export type Waiting = { tries: boolean; rescores: boolean; openRescores: number };

/** Whether there is anything to do for runs, by three partial indexes. */
export async function whatWaits(db: Database, nowMs: number): Promise<Waiting> {
  const row = await db.$client
    .prepare(
      `SELECT
         EXISTS (SELECT 1 FROM scorecard_run_call
                 WHERE state IN ('waiting', 'leased') AND kind = 'try' AND next_at <= ?1) AS tries,
         EXISTS (SELECT 1 FROM scorecard_run_call
                 WHERE state IN ('waiting', 'leased') AND kind = 'rescore' AND next_at <= ?1) AS rescores,
         EXISTS (SELECT 1 FROM scoring_job
                 WHERE state IN ('due', 'leased', 'held') AND run_id IS NOT NULL AND next_at <= ?1) AS jobs,
         (SELECT count(*) FROM scoring_job
          WHERE state IN ('due', 'leased', 'held') AND run_id IS NOT NULL) AS open`,
    )
    .bind(nowMs)
    .first<{ tries: number; rescores: number; jobs: number; open: number }>();
  const open = row?.open ?? 0;
  return {
    tries: row?.tries === 1,
    rescores: row?.jobs === 1 || (row?.rescores === 1 && open < MOST_OPEN),
    openRescores: open,
  };
}

/** Statements of `claimRescores`. */
export const CLAIM_RESCORES_STATEMENTS = 3;

/** Opens the next calls of re-scores and leases jobs of runs, in one batch. */
export async function claimRescores(
  db: Database,
  claim: Claim,
  openRescores: number,
): Promise<ClaimedJob[]> {
  const client = db.$client;
  const room = Math.min(claim.limit, Math.max(0, MOST_OPEN - openRescores));
  const results = await client.batch<ClaimedRow>([
    client.prepare(OPEN_JOBS).bind(claim.nowMs, room),
    client.prepare(MARK_OPENED).bind(claim.nowMs, room),
    claimStatement(client, claim, "of_runs"),
  ]);
  return (results.at(-1)?.results ?? []).map((row) => claimedJob(row, claim));
}

/** Leases calls of tries, longest waiting first. */
export async function claimTries(db: Database, claim: Claim): Promise<ClaimedJob[]> {
  const { results } = await db.$client
    .prepare(CLAIM_TRIES)
    .bind(claim.leaseToken, claim.nowMs, claim.leaseMs, claim.limit)
    .all<ClaimedRow>();
  return results.map((row) => claimedJob(row, claim));
}

/** Gives back calls of tries that were not begun. */
export async function releaseTries(
  db: Database,
  jobs: readonly LeasedJob[],
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE scorecard_run_call SET state = 'waiting', lease_token = NULL, next_at = ?2
       WHERE state = 'leased' AND (run_id, recording_id, lease_token) IN (
         SELECT value->>'runId', value->>'recordingId', value->>'leaseToken' FROM json_each(?1))`,
    )
    .bind(JSON.stringify(jobs), nowMs)
    .run();
}

/** How a call fared under a card. */
const resultColumns = (result: string) => `
  after_total = ${result}->>'total', after_flagged = ${result}->>'flagged',
  after_flag_reason = ${result}->>'flagReason', after_marks = ${result}->'marks',
  provider = ${result}->>'provider', model = ${result}->>'model', cost_usd = ${result}->>'costUsd'`;

function resultOf({ score, criteria, provider, costUsd }: Opinion): string {
  return JSON.stringify({
    ...score,
    marks: criteria.map(({ id, mark, rationale }) => ({ id, mark, rationale })),
    provider: provider.name,
    model: provider.model,
    costUsd,
  });
}

/** The statement that notes a re-score's result, for the batch that commits the score and before the job's end. */
export function rescoredStatement(
  client: D1Database,
  runId: string,
  job: LeasedJob,
  record: Opinion,
  nowMs: number,
): D1PreparedStatement {
  return client
    .prepare(
      `UPDATE scorecard_run_call
       SET state = 'done', transcript_version = ?3, ended_at = ?6, ${resultColumns("?5")}
       WHERE run_id = ?7 AND recording_id = ?2 AND state = 'open' AND ${LEASE_HOLDS}`,
    )
    .bind(
      job.siteId,
      job.recordingId,
      job.transcriptVersion,
      job.leaseToken,
      resultOf(record),
      nowMs,
      runId,
    );
}

/** Where a tried call goes that has no result: it waits on, or is given up. */
export type PutOff = {
  state: "waiting" | "failed";
  nextAtMs: number;
  attempts: number;
  reason: string;
};

/** Ends a tried call with its result, or puts it off, as long as its lease holds; and keeps what was spent. */
export async function settleTry(
  db: Database,
  job: LeasedJob,
  outcome: Opinion | PutOff,
  spending: Spending,
  nowMs: number,
): Promise<boolean> {
  const client = db.$client;
  const lease = [job.runId, job.recordingId, job.leaseToken] as const;
  const move =
    "score" in outcome
      ? client
          .prepare(
            `UPDATE scorecard_run_call SET state = 'done', lease_token = NULL, ended_at = ?5, ${resultColumns("?4")}
             WHERE run_id = ?1 AND recording_id = ?2 AND state = 'leased' AND lease_token = ?3
             RETURNING recording_id`,
          )
          .bind(...lease, resultOf(outcome), nowMs)
      : client
          .prepare(
            `UPDATE scorecard_run_call
             SET state = ?4, lease_token = NULL, next_at = ?5, attempts = ?6, reason = ?7
             WHERE run_id = ?1 AND recording_id = ?2 AND state = 'leased' AND lease_token = ?3
             RETURNING recording_id`,
          )
          .bind(...lease, outcome.state, outcome.nextAtMs, outcome.attempts, outcome.reason);
  const cost = costStatement(client, job, spending);
  const [moved] = await client.batch(cost === null ? [move] : [move, cost]);
  return z.array(z.unknown()).parse(moved?.results).length > 0;
}

/** The statements that stop a run: what has not begun does not begin, and what waits in the ledger goes back. */
export function stopStatements(
  client: D1Database,
  siteId: string,
  runId: string,
  nowMs: number,
): D1PreparedStatement[] {
  return [
    client
      .prepare(
        `UPDATE scorecard_run_call SET state = 'stopped', lease_token = NULL
         WHERE run_id = ?1 AND (state IN ('waiting', 'leased')
           OR state = 'open' AND EXISTS (
             SELECT 1 FROM scoring_job AS j
             WHERE j.site_id = scorecard_run_call.site_id AND j.recording_id = scorecard_run_call.recording_id
               AND j.run_id = ?1 AND j.state IN (${sqlStates(MOVES.withdraw.from)})))`,
      )
      .bind(runId),
    client
      .prepare(
        `UPDATE scoring_job
         SET state = '${MOVES.withdraw.to}', lease_token = NULL, last_error = 'its re-score was stopped', updated_at = ?3
         WHERE site_id = ?1 AND run_id = ?2 AND run_id IS NOT NULL AND state IN ('due', 'leased', 'held')
           AND state IN (${sqlStates(MOVES.withdraw.from)})`,
      )
      .bind(siteId, runId, nowMs),
  ];
}
