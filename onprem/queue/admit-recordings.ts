import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { inTransaction } from "./open-database.ts";
import { enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

export type AdmitPolicy = { stableMs: number; lostAfterMs: number };

/** How long a file must have been seen with the same size, when its own time says that it was written lately. */
const SAME_SIZE_MS = 15_000;
/** Looks that are made in vain are an hour apart in the end; this is a little less. */
const LOOKS_PER_MS = 0.8 / (60 * 60_000);
const MAX_LOOKS_ASKED = 24;
/** Recordings in one transaction, and the pause after it in which others who wait for the lock get their turn. */
const AT_ONCE = 500;
const TURN_MS = 20;

const PENDING_SQL = `
  UPDATE recording
     SET state = 'pending', reason = NULL, reason_code = NULL, next_at = 0, updated_at = :now
   WHERE recording_id IN (
           SELECT recording_id FROM recording
            WHERE state IN ('found', 'waiting_file')
              AND path IS NOT NULL
              AND missing_since IS NULL
              AND (   file_mtime <= :now - 10 * :stableMs
                   OR file_mtime <= :now - :stableMs AND file_since <= :now - :sameSizeMs
                   OR file_since <= :now - :stableMs AND file_mtime > :now)
            LIMIT :limit)
  RETURNING recording_id`;

const WAITING_SQL = `
  UPDATE recording
     SET state = 'waiting_file', reason_code = 'file_growing', reason = 'The file is still being written.',
         updated_at = :now
   WHERE recording_id IN (SELECT recording_id FROM recording WHERE state = 'found' AND path IS NOT NULL LIMIT :limit)
  RETURNING recording_id`;

/** A source that looks for each file by itself counts its looks; for a folder the clock alone decides. */
const LOST_SQL = `
  UPDATE recording
     SET state = 'lost', reason_code = 'file_missing',
         reason = coalesce(reason, 'The file was gone.') || ' It did not come back.', updated_at = :now
   WHERE recording_id IN (
           SELECT recording_id FROM recording
            WHERE state = 'waiting_file'
              AND missing_since <= :now - :lostAfterMs
              AND (source_ref IS NULL OR looks >= :minLooks)
              AND reason_code IS NOT 'file_blocked'
            LIMIT :limit)
  RETURNING recording_id`;

/**
 * Moves recordings between `found`, `waiting_file`, `pending` and `lost` by what the last look at their files showed: a
 * file is finished when it was not written to for `stableMs` and two looks found it the same (one, when it is ten times as
 * old); a time in the future counts for nothing. A file that has been missing for `lostAfterMs` is lost, unless hardly
 * anybody looked meanwhile: the host was off, or its clock has jumped. The edge is to be told of each; call it inside a
 * transaction. Moves at most `limit` recordings into each state (-1: all) and returns the most that it moved into one.
 */
export function admitRecordings(
  db: DatabaseSync,
  policy: AdmitPolicy,
  now: number,
  limit = -1,
): number {
  const { stableMs, lostAfterMs } = policy;
  const sameSizeMs = Math.min(stableMs, SAME_SIZE_MS);
  const minLooks = Math.min(Math.floor(lostAfterMs * LOOKS_PER_MS), MAX_LOOKS_ASKED);
  const moved = [
    prepared(db, PENDING_SQL).all({ now, stableMs, sameSizeMs, limit }),
    prepared(db, WAITING_SQL).all({ now, limit }),
    prepared(db, LOST_SQL).all({ now, lostAfterMs, minLooks, limit }),
  ];
  for (const row of moved.flat()) enqueue(db, String(row.recording_id), "call", now);
  return Math.max(...moved.map((rows) => rows.length));
}

/**
 * Admits all there are in small transactions with a pause after each: a backlog of months must not lock out the night.
 * `signal` ends it between two; the next look goes on.
 */
export async function admitInTurns(
  db: DatabaseSync,
  policy: AdmitPolicy,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const admitSome = () => inTransaction(db, () => admitRecordings(db, policy, now, AT_ONCE));
  for (;;) {
    if (admitSome() < AT_ONCE || signal?.aborted) return;
    await sleep(TURN_MS);
  }
}
