import type { DatabaseSync } from "node:sqlite";

/** A recording as a source sees it now. */
export type SeenRecording = {
  recordingId: string;
  path: string;
  uniqueid: string | null;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  callStatus: string | null;
  /** Epoch milliseconds. */
  startedAt: number;
  /** YYYY-MM-DD in the site's zone. */
  localDate: string;
  fileSize: number;
  /** Epoch milliseconds. */
  fileMtime: number;
};

/**
 * Writes down what a source saw: a new recording enters as `found`, a known one that still waits for its file gets its
 * new size and time. Recordings that went further are left alone, so a second look never queues one twice.
 * Returns true when the recording is new.
 */
export function noteRecording(db: DatabaseSync, seen: SeenRecording, now: number): boolean {
  const inserted = db
    .prepare(`
      INSERT INTO recording (recording_id, path, uniqueid, agent_user, agent_name, campaign_id, call_status,
                             started_at, local_date, state, file_size, file_mtime, found_at, updated_at)
      VALUES (:recordingId, :path, :uniqueid, :agentUser, :agentName, :campaignId, :callStatus,
              :startedAt, :localDate, 'found', :fileSize, :fileMtime, :now, :now)
      ON CONFLICT (recording_id) DO NOTHING
    `)
    .run({ ...seen, now }).changes;
  if (inserted === 1) return true;
  db.prepare(`
    UPDATE recording
       SET path = :path, file_size = :fileSize, file_mtime = :fileMtime, missing_since = NULL, updated_at = :now,
           next_at = CASE WHEN missing_since IS NULL THEN next_at ELSE 0 END
     WHERE recording_id = :recordingId
       AND state IN ('found', 'waiting_file')
       AND (path <> :path OR file_size IS NOT :fileSize OR file_mtime IS NOT :fileMtime OR missing_since IS NOT NULL)
  `).run({
    recordingId: seen.recordingId,
    path: seen.path,
    fileSize: seen.fileSize,
    fileMtime: seen.fileMtime,
    now,
  });
  return false;
}
