import type { DatabaseSync } from "node:sqlite";

import { prepared } from "./prepared.ts";
import { claimedRowSchema, type ClaimedRecording } from "./recording-row.ts";

/*
 *  found ──► waiting_file ──► pending ──────► transcribing ──────► transcribed
 *    │         ▲    │            ▲  ▲               │
 *    └─────────┼────┼──► pending │  └── released ───┤   stopped, killed, lease ran out: interruptions + 1
 *              │    └─► lost     └───── retry later ┤   engine crashed or gave an error: attempts + 1
 *              └────────────── file gone ───────────┤
 *                                                   ├─► skipped   too_short, no_speech, …
 *                                                   └─► failed    attempts used up, or an error that trying again cannot mend
 *
 * A worker claims its next recording while it works on one (look-ahead.ts); what it never came to is given back uncounted.
 * Every arrow is one conditional UPDATE. Those out of `transcribing` hold only for the lease's owner, so a worker that
 * comes back late changes nothing. `attempts` is counted by the claim, before the work starts: a file that crashes the
 * engine cannot loop for ever.
 */

export type Lease = {
  /** Unique per run of the agent. */
  owner: string;
  /** Changes when the host is restarted. */
  bootId: string;
  durationMs: number;
};

/**
 * Seconds of audio a recording is taken to hold: as its source says, else by its size, as if it were the densest encoding
 * that files of its kind usually have (A-law WAV; GSM or MP3 otherwise), so that it is rather too long than too short. A
 * source that says clearly more than any encoding gets into the file (8 kbit/s) is not believed: no night would be long
 * enough.
 */
const LIKELY_SEC = `
  CASE WHEN expected_sec > 0 THEN min(expected_sec, coalesce(file_size, 9e15) / 1000.0 + 600)
       WHEN path LIKE '%.wav' THEN coalesce(file_size, 2400000) / 8000.0
       ELSE coalesce(file_size, 480000) / 1600.0 END`;

/**
 * Memory is planned for workers that hold a recording of an hour each, and for so much more in all of them together
 * (worker-memory.ts): with it one of six hours, the longest there is, or ten of one and a half are worked on at a time. One that
 * is taken to be longer still, by its size, has it to itself.
 */
export const ORDINARY_SEC = 60 * 60;
export const EXTRA_SEC = 5 * 60 * 60;
const HELD = "FROM recording WHERE state = 'transcribing'";
const HAS_ROOM = `(${LIKELY_SEC} <= ${ORDINARY_SEC}
    OR ${LIKELY_SEC} - ${ORDINARY_SEC} + (SELECT coalesce(sum(max(${LIKELY_SEC} - ${ORDINARY_SEC}, 0)), 0) ${HELD}) <= ${EXTRA_SEC}
    OR NOT EXISTS (SELECT 1 ${HELD} AND ${LIKELY_SEC} > ${ORDINARY_SEC}))`;

/**
 * The order of the night, walked along its index until a recording fits: first what will be removed soonest, then by
 * priority, then each agent's first call of a day before anybody's second. INDEXED BY makes it an error, not a slow
 * sort, should the index ever stop to match.
 */
export const NEXT_SQL = `
  SELECT recording_id FROM recording INDEXED BY recording_to_claim
   WHERE state = 'pending' AND next_at <= :now AND (:maxSec IS NULL OR ${LIKELY_SEC} <= :maxSec) AND ${HAS_ROOM}
   ORDER BY last_night, priority DESC, agent_rank, started_at, recording_id
   LIMIT 1`;

const CLAIM_SQL = `
  UPDATE recording
     SET state = 'transcribing', attempts = attempts + 1, reason = NULL, reason_code = NULL,
         lease_owner = :owner, lease_boot_id = :bootId, lease_until = :until, updated_at = :now
   WHERE recording_id = (${NEXT_SQL}) AND state = 'pending'
  RETURNING *, ${LIKELY_SEC} AS likely_sec`;

/**
 * Takes the recording whose turn it is, of those that are due, hold at most `maxSec` seconds of audio (null: any), and fit into
 * memory beside the long ones that are being worked on; null when there is none.
 */
export function claimRecording(
  db: DatabaseSync,
  lease: Lease,
  now: number,
  maxSec: number | null = null,
): ClaimedRecording | null {
  const { owner, bootId, durationMs } = lease;
  // Not get(): it leaves off at the row, and then nobody hears that the disk had no room for it.
  const [row] = prepared(db, CLAIM_SQL).all({
    owner,
    bootId,
    until: now + durationMs,
    now,
    maxSec,
  });
  return row === undefined ? null : claimedRowSchema.parse(row);
}

/** Whether there is anything to claim now that holds at most `maxSec` seconds of audio (null: anything). */
export function somethingToClaim(db: DatabaseSync, now: number, maxSec: number | null): boolean {
  return prepared(db, NEXT_SQL).get({ now, maxSec }) !== undefined;
}

/** How many pending recordings hold more seconds of audio. */
export function countPendingLongerThan(db: DatabaseSync, sec: number): number {
  const row = prepared(
    db,
    `SELECT count(*) AS n FROM recording WHERE state = 'pending' AND ${LIKELY_SEC} > :sec`,
  ).get({ sec });
  return Number(row?.n ?? 0);
}

/** Extends a lease while the work goes on; false when it is no longer ours. */
export function renewLease(
  db: DatabaseSync,
  recordingId: string,
  lease: Lease,
  now: number,
): boolean {
  return (
    prepared(
      db,
      `
      UPDATE recording SET lease_until = :until
       WHERE recording_id = :recordingId AND state = 'transcribing' AND lease_owner = :owner
    `,
    ).run({ recordingId, owner: lease.owner, until: now + lease.durationMs }).changes === 1
  );
}

export const NEXT_DUE_SQL = "SELECT min(next_at) AS next_at FROM recording WHERE state = 'pending'";

/** When the next pending recording is due, in epoch milliseconds; null when none is pending. */
export function nextDueAt(db: DatabaseSync): number | null {
  const row = prepared(db, NEXT_DUE_SQL).get();
  return row?.next_at === null || row === undefined ? null : Number(row.next_at);
}
