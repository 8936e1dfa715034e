import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

const FIRST_DELAY_MS = 60_000;
const MAX_DELAY_MS = 60 * 60_000;

const WAIT_SQL = `
  UPDATE recording
     SET state = 'waiting_file', reason_code = :code, reason = :reason,
         missing_since = CASE WHEN :code = 'file_missing' THEN coalesce(missing_since, :now) ELSE :now END,
         looks = looks + 1, next_at = :now + min(:firstDelayMs << min(looks, 16), :maxDelayMs), updated_at = :now
   WHERE recording_id = :recordingId
     AND (state IN ('found', 'waiting_file') OR state = 'pending' AND :code = 'file_blocked')`;

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
  waitForFile(db, recordingId, { code: "file_missing", reason }, now);
}

/**
 * Writes down that a recording's file may well be there, where nobody can look at the moment: a folder is closed, a disk
 * gives errors, a link leads out. It waits as it does for a missing file, but is never lost for that, and is missed only
 * from the last such look on. Also for pending recordings, which cannot be read either. Call it inside a transaction.
 */
export function noteBlockedFile(
  db: DatabaseSync,
  recordingId: string,
  reason: string,
  now: number,
): void {
  waitForFile(db, recordingId, { code: "file_blocked", reason }, now);
}

function waitForFile(
  db: DatabaseSync,
  recordingId: string,
  why: { code: "file_missing" | "file_blocked"; reason: string },
  now: number,
): void {
  const before = prepared(db, "SELECT state, reason FROM recording WHERE recording_id = ?").get(
    recordingId,
  );
  const { changes } = prepared(db, WAIT_SQL).run({
    ...why,
    recordingId,
    firstDelayMs: FIRST_DELAY_MS,
    maxDelayMs: MAX_DELAY_MS,
    now,
  });
  // Hour after hour of the same is no news.
  const isNews = before?.state !== "waiting_file" || before.reason !== why.reason;
  if (changes === 1 && isNews) enqueue(db, recordingId, "call", now);
}
