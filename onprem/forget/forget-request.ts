import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { removedCountsSchema } from "#shared/contracts/forget.ts";

import { parseRemoved } from "../outbox/deliver-forgotten.ts";
import {
  deletedHereSchema,
  forgetRecordingsNow,
  type Tombstone,
} from "../queue/forgotten-callers.ts";
import { inTransaction } from "../queue/open-database.ts";
import type { Caller } from "./caller.ts";
import type { FoundRecordings } from "./found-recording.ts";

/** What became of a request; it names nobody. */
export const forgetReportSchema = z.object({
  request_id: z.string(),
  asked_at: z.iso.datetime(),
  named_by: z.enum(["phone", "lead"]),
  recordings: z.int(),
  deleted_here: deletedHereSchema,
  /** Recordings that the edge has not confirmed yet. */
  edge_waits_for: z.int(),
  deleted_at_edge: removedCountsSchema,
});
export type ForgetReport = z.infer<typeof forgetReportSchema>;

/** How many recordings were found, and how many of them are not forgotten already. */
export function countFound(
  db: DatabaseSync,
  found: FoundRecordings,
): { count: number; fresh: number } {
  const known = db.prepare("SELECT 1 FROM forgotten WHERE recording_id = ?");
  const recordings = counted(found);
  const fresh = recordings.filter(({ recordingId }) => known.get(recordingId) === undefined);
  return { count: recordings.length, fresh: fresh.length };
}

const counted = ({ recordings }: Pick<FoundRecordings, "recordings">) =>
  recordings.filter(({ isOtherName }) => isOtherName !== true);

/**
 * Deletes everything of a caller's recordings from the queue and has the edge be told, in one transaction that survives a power
 * cut: from then on it happens, whatever becomes of this process. Returns the request's id.
 */
export function storeRequest(
  db: DatabaseSync,
  namedBy: Caller["namedBy"],
  { recordings, aliases }: FoundRecordings,
  now: number,
): string {
  const requestId = randomUUID();
  // What is deleted must not stay readable in the file's free pages.
  db.exec("PRAGMA secure_delete = ON");
  const tombstones: Tombstone[] = [
    ...recordings.map(({ recordingId, startedAt }) => ({
      recordingId,
      startedAt,
      edgeWaits: true,
    })),
    ...aliases.map((recordingId) => ({ recordingId, startedAt: null, edgeWaits: false })),
  ];
  inTransaction(db, () => {
    db.prepare(`
      INSERT INTO forget_request (request_id, asked_at, named_by, recordings, deleted_here) VALUES (?, ?, ?, ?, '{}')
    `).run(requestId, now, namedBy, counted({ recordings }).length);
    const deleted = forgetRecordingsNow(db, tombstones, requestId, now);
    db.prepare("UPDATE forget_request SET deleted_here = ? WHERE request_id = ?").run(
      JSON.stringify(deleted),
      requestId,
    );
  });
  emptyLog(db);
  return requestId;
}

/** The log of writes holds the pages as they were, until it is emptied; somebody who reads just now delays that to the next time. */
export function emptyLog(db: DatabaseSync): void {
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

/** The requests there were, newest first, or one of them. */
export function readReports(db: DatabaseSync, requestId: string | null = null): ForgetReport[] {
  const waits = db.prepare("SELECT sum(edge_waits) AS waits FROM forgotten WHERE request_id = ?");
  return db
    .prepare(
      "SELECT * FROM forget_request WHERE ?1 IS NULL OR request_id = ?1 ORDER BY asked_at DESC LIMIT 100",
    )
    .all(requestId)
    .map((row) => {
      const counted = waits.get(String(row.request_id));
      return forgetReportSchema.parse({
        request_id: row.request_id,
        asked_at: new Date(Number(row.asked_at)).toISOString(),
        named_by: row.named_by,
        recordings: row.recordings,
        deleted_here: JSON.parse(String(row.deleted_here)),
        edge_waits_for: Number(counted?.waits ?? 0),
        deleted_at_edge: parseRemoved(row.deleted_edge),
      });
    });
}

/** Where copies of the queue lie, which hold what was in it then, and how many; folders without any are left out. */
export function backupsLeft(
  stateFolder: string,
  backupFolder: string | null,
): { folder: string; copies: number }[] {
  return [join(stateFolder, "backups"), ...(backupFolder === null ? [] : [backupFolder])]
    .map((folder) => ({ folder, copies: copiesIn(folder) }))
    .filter(({ copies }) => copies > 0);
}

function copiesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".db")).length;
  } catch {
    // There never was one, or its disk is not mounted.
    return 0;
  }
}
