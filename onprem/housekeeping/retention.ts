import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { inTransaction } from "../queue/open-database.ts";
import { keepTotalsOfRuns } from "../telemetry/totals.ts";

/*
 * What is old goes, in small transactions, so that nobody who writes to the queue waits long. A text that the edge does not
 * have for certain stays, however old it is, and so does its recording.
 */

const DAY_MS = 24 * 60 * 60_000;
const TRANSCRIPTS_AT_ONCE = 100;
const RECORDINGS_AT_ONCE = 500;
/** Who waits for the lock asks now and then: a shorter gap would pass unnoticed. */
const TURN_MS = 20;

export type Retention = {
  /** Days after which a transcript, and after which all that is known of a finished recording, is deleted. */
  transcriptDays: number;
  rowDays: number;
};

type ForgetOptions = {
  /** Epoch milliseconds. */
  before: number;
  signal: AbortSignal;
};

/**
 * Recordings that began before this time (epoch milliseconds) may have been deleted from the queue: a source must not queue
 * them, or a file that still lies there would be transcribed again.
 */
export function retentionHorizonMs({ rowDays }: Pick<Retention, "rowDays">, now: number): number {
  return now - rowDays * DAY_MS;
}

/** Transcripts created before this time are deleted once the edge has them. */
export function transcriptHorizonMs(
  { transcriptDays }: Pick<Retention, "transcriptDays">,
  now: number,
): number {
  return now - transcriptDays * DAY_MS;
}

/**
 * Deletes transcripts created before `before` that were delivered and that the edge has shown to have; with
 * `trustDeliveries`, for an edge that is too old to be asked, those that it acknowledged. Returns how many.
 */
export function forgetTranscripts(
  db: DatabaseSync,
  { before, trustDeliveries, signal }: ForgetOptions & { trustDeliveries: boolean },
): Promise<number> {
  const proof = trustDeliveries ? "delivered_at IS NOT NULL" : "confirmed_at IS NOT NULL";
  const forget = db.prepare(`
    DELETE FROM transcript
     WHERE recording_id IN (SELECT recording_id FROM transcript AS t
                             WHERE created_at < :before AND ${proof}
                               AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.recording_id = t.recording_id)
                             LIMIT :limit)
  `);
  return inBatches(db, TRANSCRIPTS_AT_ONCE, signal, (limit) =>
    Number(forget.run({ before, limit }).changes),
  );
}

/**
 * Deletes finished recordings that began before `before` and have not changed since, with their events. One whose
 * transcript is still here, or of which the edge must still be told, stays. Returns how many.
 */
export function forgetRecordings(
  db: DatabaseSync,
  { before, signal }: ForgetOptions,
): Promise<number> {
  // Only to use the index: a local date is never further from the date in UTC than a day.
  const latestDate = new Date(before + DAY_MS).toISOString().slice(0, 10);
  const choose = db.prepare(`
    SELECT recording_id FROM recording AS r
     WHERE local_date <= :latestDate AND started_at < :before AND updated_at < :before
       AND state IN ('transcribed', 'skipped', 'failed', 'lost')
       AND NOT EXISTS (SELECT 1 FROM transcript WHERE transcript.recording_id = r.recording_id)
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.recording_id = r.recording_id
                        AND (rejected IS NULL OR kind = 'transcript'))
     LIMIT :limit
  `);
  const forgetRefusedCall = db.prepare("DELETE FROM outbox WHERE recording_id = ?");
  const forget = db.prepare("DELETE FROM recording WHERE recording_id = ?");
  return inBatches(db, RECORDINGS_AT_ONCE, signal, (limit) => {
    const chosen = choose.all({ latestDate, before, limit });
    for (const { recording_id } of chosen) {
      forgetRefusedCall.run(String(recording_id));
      forget.run(String(recording_id));
    }
    return chosen.length;
  });
}

/**
 * Deletes runs begun before `before`, with their pauses; the totals keep what they did. The newest, and the newest that
 * came to its end, stay. Returns how many were deleted.
 */
export function forgetRuns(db: DatabaseSync, before: number): number {
  return inTransaction(db, () => {
    const newest = db
      .prepare(`
        SELECT min(started_at) AS started_at FROM (
          SELECT max(started_at) AS started_at FROM run
          UNION ALL
          SELECT max(started_at) FROM run
           WHERE finished_at IS NOT NULL AND (ended_by IS NULL OR ended_by IN ('done', 'window_over')))
      `)
      .get();
    const end = Math.min(before, Number(newest?.started_at ?? 0));
    keepTotalsOfRuns(db, end);
    return Number(db.prepare("DELETE FROM run WHERE started_at < ?").run(end).changes);
  });
}

async function inBatches(
  db: DatabaseSync,
  size: number,
  signal: AbortSignal,
  forgetSome: (limit: number) => number,
): Promise<number> {
  let forgotten = 0;
  while (!signal.aborted) {
    const some = inTransaction(db, () => forgetSome(size));
    forgotten += some;
    if (some < size) break;
    await sleep(TURN_MS);
  }
  return forgotten;
}
