import type { DatabaseSync } from "node:sqlite";

import { inTransaction } from "./open-database.ts";
import { enqueue } from "./outbox-row.ts";

const AT_ONCE = 500;

/**
 * Puts everything that is known of the recordings of some local dates, both included, into the outbox once more: how each
 * stands, and its transcript where that is still here. For an edge that lost what it had; one that has it takes it for a
 * repeat. In small transactions, so that nobody who writes waits long. Returns how much.
 */
export function sendAgain(
  db: DatabaseSync,
  { from, to }: { from: string; to: string },
  now: number,
): { calls: number; transcripts: number } {
  const next = db.prepare(`
    SELECT recording_id, EXISTS (SELECT 1 FROM transcript WHERE transcript.recording_id = r.recording_id) AS has_transcript
      FROM recording AS r
     WHERE local_date BETWEEN :from AND :to AND recording_id > :after
     ORDER BY recording_id LIMIT ${AT_ONCE}
  `);
  let calls = 0;
  let transcripts = 0;
  for (let after = ""; ;) {
    const page = next.all({ from, to, after });
    inTransaction(db, () => {
      for (const row of page) {
        const recordingId = String(row.recording_id);
        enqueue(db, recordingId, "call", now);
        if (row.has_transcript === 1) enqueue(db, recordingId, "transcript", now);
      }
    });
    calls += page.length;
    transcripts += page.filter((row) => row.has_transcript === 1).length;
    const last = page.at(-1);
    if (last === undefined || page.length < AT_ONCE) return { calls, transcripts };
    after = String(last.recording_id);
  }
}
