import type { DatabaseSync } from "node:sqlite";

import type { SeenFile } from "./note-recording.ts";
import { enqueue } from "./outbox-row.ts";

/**
 * Writes down that a pending recording's file lies elsewhere now, or still in its place after the night it was to be
 * removed: then `night`, tonight's date, is its last. One that has been claimed meanwhile is left alone.
 */
export function relocateRecording(
  db: DatabaseSync,
  recordingId: string,
  file: SeenFile,
  night: string,
  now: number,
): void {
  const lastNight = file.lastNight === null || file.lastNight >= night ? file.lastNight : night;
  db.prepare(`
    UPDATE recording
       SET path = :path, file_size = :size, file_mtime = :mtime, file_since = :now,
           last_night = coalesce(:lastNight, '9999-12-31'), updated_at = :now
     WHERE recording_id = :recordingId AND state = 'pending'
  `).run({
    recordingId,
    path: file.path,
    size: file.size,
    mtime: file.mtime,
    lastNight,
    now,
  });
}

/** Writes down that a pending recording's file is gone: it is looked for again. Call it inside a transaction. */
export function missPendingFile(
  db: DatabaseSync,
  recordingId: string,
  reason: string,
  now: number,
): void {
  const { changes } = db
    .prepare(`
      UPDATE recording
         SET state = 'waiting_file', reason_code = 'file_missing', reason = :reason, missing_since = :now,
             looks = 0, next_at = 0, last_night = '9999-12-31', updated_at = :now
       WHERE recording_id = :recordingId AND state = 'pending'
    `)
    .run({ recordingId, reason, now });
  if (changes === 1) enqueue(db, recordingId, "call", now);
}
