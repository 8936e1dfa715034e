import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";

export type AdmitPolicy = { stableMs: number; lostAfterMs: number };

/**
 * Moves recordings between `found`, `waiting_file`, `pending` and `lost` by what the last look at their files showed:
 * a file untouched for `stableMs` is finished; one that has been missing for `lostAfterMs` is lost. The edge is to be told
 * of each; call it inside a transaction.
 */
export function admitRecordings(db: DatabaseSync, policy: AdmitPolicy, now: number): void {
  const pending = db
    .prepare(`
      UPDATE recording
         SET state = 'pending', reason = NULL, reason_code = NULL, updated_at = :now
       WHERE state IN ('found', 'waiting_file')
         AND missing_since IS NULL
         AND file_mtime <= :now - :stableMs
      RETURNING recording_id
    `)
    .all({ now, stableMs: policy.stableMs });
  const waiting = db
    .prepare(`
      UPDATE recording
         SET state = 'waiting_file', reason_code = 'file_growing', reason = 'The file is still being written.',
             updated_at = :now
       WHERE state = 'found'
      RETURNING recording_id
    `)
    .all({ now });
  const lost = db
    .prepare(`
      UPDATE recording
         SET state = 'lost', reason_code = 'file_missing',
             reason = 'The file was gone before it could be transcribed, and did not come back.', updated_at = :now
       WHERE state = 'waiting_file'
         AND missing_since <= :now - :lostAfterMs
      RETURNING recording_id
    `)
    .all({ now, lostAfterMs: policy.lostAfterMs });
  for (const row of [...pending, ...waiting, ...lost]) {
    enqueue(db, String(row.recording_id), "call", now);
  }
}
