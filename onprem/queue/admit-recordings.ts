import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";

export type AdmitPolicy = { stableMs: number; lostAfterMs: number };

/** How long a file must have been seen with the same size, when its own time says that it was written lately. */
const SAME_SIZE_MS = 15_000;

/**
 * Moves recordings between `found`, `waiting_file`, `pending` and `lost` by what the last look at their files showed: a
 * file is finished when it was not written to for `stableMs` and two looks found it the same (one, when it is ten times as
 * old); a time in the future counts for nothing. A file that has been missing for `lostAfterMs` is lost. The edge is to be
 * told of each; call it inside a transaction.
 */
export function admitRecordings(db: DatabaseSync, policy: AdmitPolicy, now: number): void {
  const { stableMs, lostAfterMs } = policy;
  const pending = db
    .prepare(`
      UPDATE recording
         SET state = 'pending', reason = NULL, reason_code = NULL, next_at = 0, updated_at = :now
       WHERE state IN ('found', 'waiting_file')
         AND path IS NOT NULL
         AND missing_since IS NULL
         AND (   file_mtime <= :now - 10 * :stableMs
              OR file_mtime <= :now - :stableMs AND file_since <= :now - :sameSizeMs
              OR file_since <= :now - :stableMs AND file_mtime > :now)
      RETURNING recording_id
    `)
    .all({ now, stableMs, sameSizeMs: Math.min(stableMs, SAME_SIZE_MS) });
  const waiting = db
    .prepare(`
      UPDATE recording
         SET state = 'waiting_file', reason_code = 'file_growing', reason = 'The file is still being written.',
             updated_at = :now
       WHERE state = 'found' AND path IS NOT NULL
      RETURNING recording_id
    `)
    .all({ now });
  const lost = db
    .prepare(`
      UPDATE recording
         SET state = 'lost', reason_code = 'file_missing',
             reason = coalesce(reason, 'The file was gone.') || ' It did not come back.', updated_at = :now
       WHERE state = 'waiting_file'
         AND missing_since <= :now - :lostAfterMs
      RETURNING recording_id
    `)
    .all({ now, lostAfterMs });
  for (const row of [...pending, ...waiting, ...lost]) {
    enqueue(db, String(row.recording_id), "call", now);
  }
}
