import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { prepared } from "./prepared.ts";

/** Those of the recordings whose caller's data was deleted on request. */
export function forgottenAmong(db: DatabaseSync, recordingIds: readonly string[]): Set<string> {
  if (recordingIds.length === 0) return new Set();
  const rows = prepared(
    db,
    "SELECT recording_id FROM forgotten WHERE recording_id IN (SELECT value FROM json_each(?))",
  ).all(JSON.stringify(recordingIds));
  return new Set(rows.map((row) => String(row.recording_id)));
}

/** What is known here of recordings: counts, before they are deleted. */
export const deletedHereSchema = z.object({
  /** Rows of the queue, with the paths and names of their files and all events. */
  queue_rows: z.int(),
  transcripts: z.int(),
  /** Messages that were still to be sent. */
  outbox_rows: z.int(),
});
export type DeletedHere = z.infer<typeof deletedHereSchema>;

export type Tombstone = {
  recordingId: string;
  /** Epoch milliseconds; null where it is not known. */
  startedAt: number | null;
  /** Whether the edge is to forget it as well. */
  edgeWaits: boolean;
};

/**
 * Deletes what the queue has of recordings, in the caller's transaction, and puts tombstones, so that they never come back. Text
 * copies and downloads on the disk are left for `removeForgottenFiles`. A recording that is being transcribed just now is lost to
 * whoever works on it: its result is not taken any more.
 */
export function forgetRecordingsNow(
  db: DatabaseSync,
  tombstones: readonly Tombstone[],
  requestId: string | null,
  now: number,
): DeletedHere {
  const put = prepared(
    db,
    `INSERT INTO forgotten (recording_id, request_id, forgotten_at, started_at, local_date, edge_waits)
     VALUES (:recordingId, :requestId, :now, coalesce((SELECT started_at FROM recording WHERE recording_id = :recordingId), :startedAt),
             (SELECT local_date FROM recording WHERE recording_id = :recordingId), :edgeWaits)
     ON CONFLICT (recording_id) DO UPDATE SET
       edge_waits = max(edge_waits, excluded.edge_waits), local_date = coalesce(excluded.local_date, local_date),
       request_id = coalesce(excluded.request_id, request_id)`,
  );
  const deleteFrom = (table: "outbox" | "transcript" | "recording", recordingId: string) =>
    Number(prepared(db, `DELETE FROM ${table} WHERE recording_id = ?`).run(recordingId).changes);
  const deleted = { queue_rows: 0, transcripts: 0, outbox_rows: 0 };
  for (const { recordingId, startedAt, edgeWaits } of tombstones) {
    put.run({ recordingId, startedAt, edgeWaits: edgeWaits ? 1 : 0, requestId, now });
    deleted.outbox_rows += deleteFrom("outbox", recordingId);
    deleted.transcripts += deleteFrom("transcript", recordingId);
    deleted.queue_rows += deleteFrom("recording", recordingId);
  }
  return deleted;
}
