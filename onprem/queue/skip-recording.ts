import type { DatabaseSync } from "node:sqlite";

import type { SkipReason } from "#shared/contracts/call.ts";

import { enqueue } from "./outbox-row.ts";

/**
 * Ends a recording that needs no transcript before anybody has started on it; one that is further is left alone. The edge
 * is to be told; call it inside a transaction. Returns true when it was ended.
 */
export function skipRecording(
  db: DatabaseSync,
  recordingId: string,
  code: SkipReason,
  reason: string,
  now: number,
): boolean {
  const { changes } = db
    .prepare(`
      UPDATE recording
         SET state = 'skipped', reason_code = :code, reason = :reason, next_at = 0, updated_at = :now
       WHERE recording_id = :recordingId AND state IN ('found', 'waiting_file', 'pending')
    `)
    .run({ recordingId, code, reason, now });
  if (changes === 1) enqueue(db, recordingId, "call", now);
  return changes === 1;
}
