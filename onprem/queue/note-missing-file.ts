import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

const FIRST_DELAY_MS = 60_000;
const MAX_DELAY_MS = 60 * 60_000;

/**
 * Writes down that a look for a recording's file was in vain: it waits, and the next look comes later each time, an hour
 * apart in the end. Recordings that went further are left alone. Call it inside a transaction.
 */
export function noteMissingFile(
  db: DatabaseSync,
  recordingId: string,
  reason: string,
  now: number,
): void {
  const { changes } = prepared(
    db,
    `
      UPDATE recording
         SET state = 'waiting_file', reason_code = 'file_missing', reason = :reason,
             missing_since = coalesce(missing_since, :now), looks = looks + 1,
             next_at = :now + min(:firstDelayMs << min(looks, 16), :maxDelayMs), updated_at = :now
       WHERE recording_id = :recordingId AND state IN ('found', 'waiting_file')
    `,
  ).run({
    recordingId,
    reason,
    firstDelayMs: FIRST_DELAY_MS,
    maxDelayMs: MAX_DELAY_MS,
    now,
  });
  if (changes === 1) enqueue(db, recordingId, "call", now);
}
