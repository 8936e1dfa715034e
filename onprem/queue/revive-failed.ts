import type { DatabaseSync } from "node:sqlite";

import { inTransaction } from "./open-database.ts";

/**
 * Gives failed and lost recordings a fresh start and lets refused uploads be sent again: all of them, or one recording's.
 * Returns how many of each.
 */
export function reviveFailed(
  db: DatabaseSync,
  recordingId: string | null,
  now: number,
): { recordings: number; uploads: number } {
  return inTransaction(db, () => {
    const recordings = db
      .prepare(`
        UPDATE recording
           SET state = 'pending', attempts = 0, interruptions = 0, next_at = 0, missing_since = NULL,
               reason = NULL, reason_code = NULL, updated_at = :now
         WHERE state IN ('failed', 'lost') AND (:recordingId IS NULL OR recording_id = :recordingId)
      `)
      .run({ recordingId, now }).changes;
    const uploads = db
      .prepare(`
        UPDATE outbox SET rejected = NULL, attempts = 0, next_at = 0
         WHERE rejected IS NOT NULL AND (:recordingId IS NULL OR recording_id = :recordingId)
      `)
      .run({ recordingId }).changes;
    return { recordings: Number(recordings), uploads: Number(uploads) };
  });
}
