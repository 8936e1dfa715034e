import type { DatabaseSync } from "node:sqlite";

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

/** Takes the next recording that is due, oldest call first; null when there is none. */
export function claimRecording(
  db: DatabaseSync,
  lease: Lease,
  now: number,
): ClaimedRecording | null {
  const row = db
    .prepare(`
      UPDATE recording
         SET state = 'transcribing', attempts = attempts + 1, reason = NULL, reason_code = NULL,
             lease_owner = :owner, lease_boot_id = :bootId, lease_until = :until, updated_at = :now
       WHERE recording_id = (
               SELECT recording_id FROM recording
                WHERE state = 'pending' AND next_at <= :now
                ORDER BY started_at, recording_id
                LIMIT 1)
         AND state = 'pending'
      RETURNING *
    `)
    .get({ owner: lease.owner, bootId: lease.bootId, until: now + lease.durationMs, now });
  return row === undefined ? null : claimedRowSchema.parse(row);
}

/** Extends a lease while the work goes on; false when it is no longer ours. */
export function renewLease(
  db: DatabaseSync,
  recordingId: string,
  lease: Lease,
  now: number,
): boolean {
  return (
    db
      .prepare(`
        UPDATE recording SET lease_until = :until
         WHERE recording_id = :recordingId AND state = 'transcribing' AND lease_owner = :owner
      `)
      .run({ recordingId, owner: lease.owner, until: now + lease.durationMs }).changes === 1
  );
}

/** When the next pending recording is due, in epoch milliseconds; null when none is pending. */
export function nextDueAt(db: DatabaseSync): number | null {
  const row = db
    .prepare("SELECT min(next_at) AS next_at FROM recording WHERE state = 'pending'")
    .get();
  return row?.next_at === null || row === undefined ? null : Number(row.next_at);
}
