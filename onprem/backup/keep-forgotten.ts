import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import * as z from "zod";

import { forgetRecordingsNow } from "../queue/forgotten-callers.ts";
import { inTransaction } from "../queue/open-database.ts";

const requestSchema = z.object({
  request_id: z.string(),
  asked_at: z.int(),
  named_by: z.string(),
  recordings: z.int(),
  deleted_here: z.string(),
  deleted_edge: z.string(),
});
const tombstoneSchema = z.object({
  recording_id: z.string(),
  request_id: z.string().nullable(),
  started_at: z.int().nullable(),
  edge_waits: z.int(),
});
/** What a queue knows of callers whose data was deleted. */
export type Forgotten = {
  requests: z.infer<typeof requestSchema>[];
  tombstones: z.infer<typeof tombstoneSchema>[];
};

/** Reads the tombstones and requests of a queue's file that nobody has open; null where it is too damaged for that. */
export function readForgotten(queue: string): Forgotten | null {
  try {
    const file = pathToFileURL(queue);
    // SQLite would put files beside it and leave them there.
    file.searchParams.set("immutable", "1");
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      if (!hasTombstones(db)) return { requests: [], tombstones: [] };
      return {
        requests: z.array(requestSchema).parse(db.prepare("SELECT * FROM forget_request").all()),
        tombstones: z
          .array(tombstoneSchema)
          .parse(
            db
              .prepare("SELECT recording_id, request_id, started_at, edge_waits FROM forgotten")
              .all(),
          ),
      };
    } finally {
      db.close();
    }
  } catch {
    // This may be why a backup is put back.
    return null;
  }
}

/**
 * Deletes from a queue's file, which nobody else has open, whom another one had forgotten, and keeps the requests. The file stays
 * of its schema, for it may be put back to go back to an older release; one that is too old for tombstones gets none, and the
 * edge, which has them, takes nothing of these recordings. Answers how many recordings went.
 */
export function forgetAgain(
  queue: string,
  { requests, tombstones }: Forgotten,
  now: number,
): number {
  if (tombstones.length === 0) return 0;
  const db = new DatabaseSync(queue);
  try {
    // What is deleted must not stay readable in the file's free pages.
    db.exec("PRAGMA secure_delete = ON");
    return inTransaction(db, () => {
      if (!hasTombstones(db)) {
        return deleteRecordings(
          db,
          tombstones.map(({ recording_id }) => recording_id),
        );
      }
      const keep = db.prepare(`
        INSERT OR IGNORE INTO forget_request (request_id, asked_at, named_by, recordings, deleted_here, deleted_edge)
        VALUES (:request_id, :asked_at, :named_by, :recordings, :deleted_here, :deleted_edge)
      `);
      for (const request of requests) keep.run(request);
      let rows = 0;
      for (const { recording_id, request_id, started_at, edge_waits } of tombstones) {
        const tombstone = {
          recordingId: recording_id,
          startedAt: started_at,
          edgeWaits: edge_waits === 1,
        };
        rows += forgetRecordingsNow(db, [tombstone], request_id, now).queue_rows;
      }
      return rows;
    });
  } finally {
    // Closing it takes its log in.
    db.close();
  }
}

const hasTombstones = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'forgotten'").get() !== undefined;

function deleteRecordings(db: DatabaseSync, recordingIds: readonly string[]): number {
  const changes = ["outbox", "transcript", "recording"].map((table) =>
    Number(
      db
        .prepare(`DELETE FROM ${table} WHERE recording_id IN (SELECT value FROM json_each(?))`)
        .run(JSON.stringify(recordingIds)).changes,
    ),
  );
  return changes.at(-1) ?? 0;
}
