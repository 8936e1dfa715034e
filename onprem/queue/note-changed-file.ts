import type { DatabaseSync } from "node:sqlite";

import type { SeenFile } from "./note-recording.ts";
import { enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

/**
 * A file that is not what the queue took it for: written to again after it was admitted, replaced after it could not be
 * used, or back after it was lost. The recording waits until its file is finished and gets a fresh start. A recording that
 * is being transcribed or has a transcript is left alone. Returns true when something changed. Call it inside a transaction.
 */
export function noteChangedFile(
  db: DatabaseSync,
  recordingId: string,
  file: Omit<SeenFile, "lastNight">,
  now: number,
): boolean {
  const { changes } = prepared(
    db,
    `
      UPDATE recording
         SET state = 'waiting_file', reason_code = 'file_growing', reason = 'The file was written again.',
             path = :path, file_size = :size, file_mtime = :mtime, file_since = :now,
             duration_sec = NULL, attempts = 0, interruptions = 0, missing_since = NULL, looks = 0, next_at = 0,
             updated_at = :now
       WHERE recording_id = :recordingId
         AND (   state = 'lost'
              OR (file_size IS NOT :size OR file_mtime IS NOT :mtime)
                 AND (   state IN ('pending', 'failed')
                      OR state = 'skipped' AND reason_code IN ('too_short', 'no_speech')))
    `,
  ).run({ recordingId, ...file, now });
  if (changes === 0) return false;
  enqueue(db, recordingId, "call", now);
  return true;
}

/**
 * A file that was moved or converted: its place is written down, so that the next look knows it. For a recording that has
 * been dealt with that is all; otherwise a change of contents is still to be noted.
 */
export function noteMovedFile(
  db: DatabaseSync,
  recordingId: string,
  file: Omit<SeenFile, "lastNight">,
  now: number,
): void {
  prepared(
    db,
    `
    UPDATE recording SET path = :path,
           file_size = CASE WHEN state IN ('transcribed', 'skipped') THEN :size ELSE file_size END,
           file_mtime = CASE WHEN state IN ('transcribed', 'skipped') THEN :mtime ELSE file_mtime END,
           updated_at = :now
     WHERE recording_id = :recordingId AND state <> 'transcribing'
  `,
  ).run({ recordingId, ...file, now });
}
