import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";

/**
 * Gives up on a file of which the source knows that it will not come: the call was real and nobody can hear it, so it
 * counts as lost, not as skipped. A recording that is being worked on or done is left alone. The edge is to be told; call
 * it inside a transaction.
 */
export function loseRecording(
  db: DatabaseSync,
  recordingId: string,
  reason: string,
  now: number,
): void {
  const { changes } = db
    .prepare(`
      UPDATE recording
         SET state = 'lost', reason_code = 'file_deleted', reason = :reason,
             missing_since = coalesce(missing_since, :now), updated_at = :now
       WHERE recording_id = :recordingId AND state IN ('found', 'waiting_file', 'pending')
    `)
    .run({ recordingId, reason, now });
  if (changes === 1) enqueue(db, recordingId, "call", now);
}
