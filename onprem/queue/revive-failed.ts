import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { inTransaction } from "./open-database.ts";
import { enqueue } from "./outbox-row.ts";

export type ReviveWish = {
  /** One recording; null for all. */
  recordingId: string | null;
  state: "failed" | "lost" | "waiting" | "refused" | null;
  /** Only those with this reason code; an upload has the code `refused`. */
  reasonCode: string | null;
};

export type Revivable = {
  recordingId: string;
  /** The state it was in; `waiting` is one that waits for a later try, `refused` an upload that the edge would not take. */
  was: "failed" | "lost" | "waiting" | "refused";
  reasonCode: string | null;
  reason: string | null;
};

const wasSchema = z.enum(["failed", "lost", "waiting", "refused"]);

/** What reviveFailed would revive, oldest call first. */
export function listRevivable(db: DatabaseSync, wish: ReviveWish): Revivable[] {
  return db
    .prepare(`
      SELECT recording_id, CASE state WHEN 'pending' THEN 'waiting' ELSE state END AS was, reason_code, reason, started_at
        FROM recording
       WHERE (state IN ('failed', 'lost') OR state = 'pending' AND next_at > 0 AND reason_code IS NOT NULL)
         AND (:recordingId IS NULL OR recording_id = :recordingId)
         AND (:state IS NULL OR state = CASE :state WHEN 'waiting' THEN 'pending' ELSE :state END)
         AND (:reasonCode IS NULL OR reason_code = :reasonCode)
       UNION ALL
      SELECT recording_id, 'refused', 'refused', o.rejected, r.started_at
        FROM outbox o JOIN recording r USING (recording_id)
       WHERE o.rejected IS NOT NULL
         AND (:recordingId IS NULL OR recording_id = :recordingId)
         AND (:state IS NULL OR :state = 'refused')
         AND (:reasonCode IS NULL OR :reasonCode = 'refused')
       ORDER BY started_at, recording_id, was
    `)
    .all(wish)
    .map((row) => ({
      recordingId: String(row.recording_id),
      was: wasSchema.parse(row.was),
      reasonCode: row.reason_code === null ? null : String(row.reason_code),
      reason: row.reason === null ? null : String(row.reason),
    }));
}

/**
 * Gives failed and lost recordings, and those that wait for a later try, a fresh start, and lets refused uploads be sent
 * again. A recording whose file is known
 * is pending at once; one that has none, or was lost, is looked for again first. Returns what was revived.
 */
export function reviveFailed(db: DatabaseSync, wish: ReviveWish, now: number): Revivable[] {
  return inTransaction(db, () => {
    const revivable = listRevivable(db, wish);
    const work = db.prepare(`
      UPDATE recording
         SET state = 'pending', attempts = 0, interruptions = 0, next_at = 0, missing_since = NULL, looks = 0,
             reason = NULL, reason_code = NULL, updated_at = :now
       WHERE recording_id = :recordingId AND state IN ('failed', 'pending') AND path IS NOT NULL
    `);
    const search = db.prepare(`
      UPDATE recording
         SET state = 'waiting_file', attempts = 0, interruptions = 0, next_at = 0, missing_since = :now, looks = 0,
             reason = 'The file is looked for again.', reason_code = 'file_missing', updated_at = :now
       WHERE recording_id = :recordingId AND (state = 'lost' OR state = 'failed' AND path IS NULL)
    `);
    const upload = db.prepare(`
      UPDATE outbox SET rejected = NULL, attempts = 0, next_at = 0
       WHERE recording_id = ? AND rejected IS NOT NULL
    `);
    for (const { recordingId, was } of revivable) {
      if (was === "refused") {
        upload.run(recordingId);
        continue;
      }
      if (work.run({ recordingId, now }).changes === 0) search.run({ recordingId, now });
      enqueue(db, recordingId, "call", now);
    }
    return revivable;
  });
}
