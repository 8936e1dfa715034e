import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import type { AudioUnavailableCode } from "#shared/contracts/audio.ts";
import { transcriptSchema, type Transcript } from "#shared/contracts/transcript.ts";

import { backoffDelayMs } from "../outbox/backoff-delay.ts";
import { inTransaction } from "../queue/open-database.ts";

/*
 *  wanted by the edge ──► waiting ──► sent
 *                           │  ▲  └──► unavailable, with the reason
 *                           │  └─ the edge wants it again, or there is another transcript
 *                           └─► waiting again after a failed try, longer each time
 *
 * A process that is killed at any place leaves a row that is tried again; the edge knows a file that it has.
 */

const MINUTE_MS = 60_000;
const BACKOFF = { firstMs: 10 * MINUTE_MS, maxMs: 120 * MINUTE_MS };
export const MAX_TRIES = 5;

/** Notes what the edge wants; answers those that this host knows nothing of. */
export function noteWanted(
  db: DatabaseSync,
  recordingIds: readonly string[],
  now: number,
): string[] {
  const ids = JSON.stringify(recordingIds);
  return inTransaction(db, () => {
    db.prepare(`
      INSERT INTO audio_upload (recording_id, state, updated_at)
      SELECT recording_id, 'waiting', :now FROM recording
       WHERE recording_id IN (SELECT value FROM json_each(:ids))
      ON CONFLICT (recording_id) DO UPDATE
        SET state = 'waiting', reason_code = NULL, attempts = 0, next_at = 0, updated_at = :now
      WHERE audio_upload.state <> 'waiting'
    `).run({ ids, now });
    return db
      .prepare(`
        SELECT value AS recording_id FROM json_each(:ids)
         WHERE NOT EXISTS (SELECT 1 FROM recording WHERE recording_id = value)
      `)
      .all({ ids })
      .map(({ recording_id }) => String(recording_id));
  });
}

const dueSchema = z.object({
  recording_id: z.string(),
  path: z.string().nullable(),
  attempts: z.number(),
  body: z.string().nullable(),
  is_settled: z.number(),
});

export type DueUpload = {
  recordingId: string;
  path: string | null;
  attempts: number;
  /** Null when it is no longer here, or cannot be read. */
  transcript: Transcript | null;
  /** The recording is not being transcribed anew, and the edge has been told of its transcript. */
  isSettled: boolean;
};

/** The next recording whose sound is to be sent; a wait that lies further ahead than any comes from a changed clock. */
export function nextUpload(db: DatabaseSync, now: number): DueUpload | null {
  const row = db
    .prepare(`
      SELECT a.recording_id, r.path, a.attempts, t.body,
             r.state = 'transcribed' AND NOT EXISTS (
               SELECT 1 FROM outbox AS o
                WHERE o.recording_id = a.recording_id AND o.kind = 'transcript' AND o.rejected IS NULL) AS is_settled
        FROM audio_upload AS a
        JOIN recording AS r USING (recording_id)
        LEFT JOIN transcript AS t USING (recording_id)
       WHERE a.state = 'waiting' AND (a.next_at <= :now OR a.next_at > :now + :maxDelayMs)
       ORDER BY a.next_at, a.recording_id LIMIT 1
    `)
    .get({ now, maxDelayMs: BACKOFF.maxMs });
  if (row === undefined) return null;
  const { recording_id, path, attempts, body, is_settled } = dueSchema.parse(row);
  return {
    recordingId: recording_id,
    path,
    attempts,
    transcript: transcriptSchema.safeParse(parseJson(body)).data ?? null,
    isSettled: is_settled === 1,
  };
}

/** Ends an upload. A transcript that came meanwhile, with more taken out perhaps, has it sent again. */
export function noteSent(
  db: DatabaseSync,
  { recordingId, transcript }: DueUpload,
  now: number,
): void {
  inTransaction(db, () => {
    const row = db.prepare("SELECT body FROM transcript WHERE recording_id = ?").get(recordingId);
    const current = transcriptSchema.safeParse(parseJson(row?.body)).data ?? null;
    if (JSON.stringify(current) !== JSON.stringify(transcript)) return;
    db.prepare(`
      UPDATE audio_upload SET state = 'sent', reason_code = NULL, attempts = 0, updated_at = :now
       WHERE recording_id = :recordingId
    `).run({ recordingId, now });
  });
}

/** The edge has been told why it cannot be sent. */
export function noteCannotSend(
  db: DatabaseSync,
  recordingId: string,
  code: AudioUnavailableCode,
  now: number,
): void {
  db.prepare(`
    UPDATE audio_upload SET state = 'unavailable', reason_code = :code, updated_at = :now
     WHERE recording_id = :recordingId
  `).run({ recordingId, code, now });
}

/** The edge does not want it any more. */
export function forgetUpload(db: DatabaseSync, recordingId: string): void {
  db.prepare("DELETE FROM audio_upload WHERE recording_id = ?").run(recordingId);
}

/** It is tried again, later each time. `code` says what was wrong. */
export function postponeUpload(
  db: DatabaseSync,
  { recordingId, attempts }: Pick<DueUpload, "recordingId" | "attempts">,
  code: string,
  now: number,
): void {
  db.prepare(`
    UPDATE audio_upload SET attempts = :attempts, next_at = :nextAt, reason_code = :code, updated_at = :now
     WHERE recording_id = :recordingId
  `).run({
    recordingId,
    attempts: attempts + 1,
    nextAt: now + backoffDelayMs(BACKOFF, attempts + 1, () => 0),
    code,
    now,
  });
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
