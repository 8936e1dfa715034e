import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { schemaVersion } from "../queue/open-database.ts";
import { BackupError } from "./backup-error.ts";

export type QueueFile = {
  schema: number;
  recordings: number;
  transcripts: number;
  /** What the edge must still be told. */
  outbox: number;
};

const SQLITE_NOTADB = 26;

/**
 * Reads a queue's file to its end: whether every page and every reference is sound, and what is in it. The file must belong
 * to nobody else meanwhile, as a finished backup does. Throws BackupError.
 */
export function checkQueueFile(path: string): QueueFile {
  const file = pathToFileURL(path);
  // A backup may lie on a disk that cannot be written to, and SQLite would want to put files beside it.
  file.searchParams.set("immutable", "1");
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const [integrity] = db.prepare("PRAGMA integrity_check(1)").all();
    if (integrity?.integrity_check !== "ok") {
      throw new BackupError(
        `${path} is damaged: ${String(integrity?.integrity_check)}. Take another one.`,
      );
    }
    if (db.prepare("PRAGMA foreign_key_check").get() !== undefined) {
      throw new BackupError(`${path} has rows whose recording is missing. Take another one.`);
    }
    const schema = schemaVersion(db);
    const isQueue = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'recording'").get();
    if (schema === 0 || isQueue === undefined) {
      throw new BackupError(
        `${path} is no queue of Nightshift's. \`nightshift backup\` makes the files for this.`,
      );
    }
    const count = (table: string) =>
      Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0);
    return {
      schema,
      recordings: count("recording"),
      transcripts: count("transcript"),
      outbox: count("outbox"),
    };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const isOther = error instanceof Error && "errcode" in error && error.errcode === SQLITE_NOTADB;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(
      isOther
        ? `${path} is no SQLite database. Was it encrypted or compressed? Undo that first.`
        : `${path} cannot be read to its end: ${reason}. Take another one.`,
    );
  } finally {
    db.close();
  }
}
