import type { DatabaseSync } from "node:sqlite";

import { plural } from "../status/figures-in-words.ts";
import { inTransaction } from "./open-database.ts";
import { enqueue } from "./outbox-row.ts";
import { stepBackMs } from "./settle-recording.ts";

/**
 * A recording whose work was cut off this often fails, and a person can revive it: it may be what kills the agent, or no
 * night is long enough for it. High enough for a month of mornings that each come too early.
 */
const MAX_INTERRUPTIONS = 30;

/**
 * Returns to `pending` what an earlier run left in `transcribing`: its lease ran out, the host was restarted, or the caller
 * holds the run lock, so that no other owner can be alive. The try is not held against the recording, but one that was
 * interrupted several times steps back behind the others. Returns how many were returned or failed.
 */
export function reclaimAbandoned(
  db: DatabaseSync,
  self: { owner: string; bootId: string },
  now: number,
): number {
  return inTransaction(db, () => {
    const abandoned = db
      .prepare(`
        SELECT recording_id, interruptions FROM recording
         WHERE state = 'transcribing'
           AND (lease_owner <> :owner OR lease_boot_id <> :bootId OR lease_until < :now)
      `)
      .all({ owner: self.owner, bootId: self.bootId, now });
    for (const row of abandoned) {
      const recordingId = String(row.recording_id);
      const interruptions = Number(row.interruptions) + 1;
      const failed = interruptions > MAX_INTERRUPTIONS;
      db.prepare(`
        UPDATE recording
           SET state = :state, reason_code = :reasonCode, reason = :reason, next_at = :nextAt,
               attempts = max(attempts - 1, 0), interruptions = :interruptions,
               lease_owner = NULL, lease_boot_id = NULL, lease_until = NULL, updated_at = :now
         WHERE recording_id = :recordingId AND state = 'transcribing'
      `).run({
        recordingId,
        state: failed ? "failed" : "pending",
        reasonCode: failed ? "interrupted" : null,
        reason: failed
          ? `Its transcription was interrupted ${plural(interruptions, "time")}.`
          : null,
        nextAt: failed ? 0 : now + stepBackMs(interruptions),
        interruptions,
        now,
      });
      if (failed) enqueue(db, recordingId, "call", now);
    }
    return abandoned.length;
  });
}
