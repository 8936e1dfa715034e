import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import * as z from "zod";

import { forgetRecordingsNow } from "../queue/forgotten-callers.ts";
import { inTransaction, openDatabase } from "../queue/open-database.ts";

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
      const hasAny = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'forgotten'").get();
      if (hasAny === undefined) return { requests: [], tombstones: [] };
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
 * Deletes from the queue in a folder, which nobody else has open, whom another one had forgotten, and keeps the requests. Answers
 * how many of its recordings went.
 */
export function forgetAgain(
  stateFolder: string,
  { requests, tombstones }: Forgotten,
  now: number,
): number {
  if (tombstones.length === 0) return 0;
  const db = openDatabase(stateFolder);
  try {
    // What is deleted must not stay readable in the file's free pages.
    db.exec("PRAGMA secure_delete = ON");
    return inTransaction(db, () => {
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
