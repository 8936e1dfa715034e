import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

const dueSchema = z.object({
  recording_id: z.string(),
  source_ref: z.string(),
  state: z.string(),
  path: z.string().nullable(),
  file_size: z.number().nullable(),
  missing_since: z.number().nullable(),
});
/** A recording whose file is to be looked for. */
export type DueRecording = z.infer<typeof dueSchema>;

/** Recordings whose file has not been found, or is still being written, and that are due; those due longest first. */
export function dueRecordings(db: DatabaseSync, now: number, limit: number): DueRecording[] {
  return z.array(dueSchema).parse(
    db
      .prepare(`
        SELECT recording_id, source_ref, state, path, file_size, missing_since
          FROM recording
         WHERE state IN ('found', 'waiting_file') AND next_at <= :now AND source_ref IS NOT NULL
         ORDER BY next_at, started_at, recording_id
         LIMIT :limit
      `)
      .all({ now, limit }),
  );
}

/**
 * Pending recordings whose copy was to be removed before `night` (YYYY-MM-DD of its evening): they may have moved to
 * another place meanwhile.
 */
export function outlivedRecordings(db: DatabaseSync, night: string, limit: number): DueRecording[] {
  return z.array(dueSchema).parse(
    db
      .prepare(`
        SELECT recording_id, source_ref, state, path, file_size, missing_since
          FROM recording
         WHERE state = 'pending' AND last_night < :night AND source_ref IS NOT NULL
         ORDER BY last_night, recording_id
         LIMIT :limit
      `)
      .all({ night, limit }),
  );
}
