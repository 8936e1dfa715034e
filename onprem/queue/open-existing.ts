import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { knownSchema, openDatabase, QueueVersionError, schemaVersion } from "./open-database.ts";

/** The queue is not there, or may not be read or changed by this user; the message says what to do. */
export class QueueUnusableError extends Error {
  override name = "QueueUnusableError";
}

/**
 * Opens the queue for looking only, beside whatever works on it: nothing is created, migrated or written. What lies in the
 * write-ahead log is seen too. Throws QueueUnusableError and QueueVersionError.
 */
export function openForReading(stateFolder: string): DatabaseSync {
  const path = requireQueue(stateFolder, constants.R_OK);
  let db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    schemaVersion(db);
  } catch (error) {
    db.close();
    if (!mayNotShare(error) || existsSync(`${path}-wal`)) throw unusable(path, error);
    // Nobody has it open, and this user may not make the files that SQLite shares among those who do.
    const alone = pathToFileURL(path);
    alone.searchParams.set("immutable", "1");
    db = new DatabaseSync(alone, { readOnly: true });
  }
  try {
    const version = schemaVersion(db);
    if (version < knownSchema()) {
      throw new QueueVersionError(
        `The queue is still of an older Nightshift (schema ${version}, this one wants ${knownSchema()}). It is carried over when the agent starts: \`sudo systemctl restart nightshift-watch\`.`,
      );
    }
    if (version > knownSchema()) {
      throw new QueueVersionError(
        `The queue was written by a newer Nightshift (schema ${version}, this one knows ${knownSchema()}). Install that version again.`,
      );
    }
    return db;
  } catch (error) {
    db.close();
    throw error instanceof QueueVersionError ? error : unusable(path, error);
  }
}

/** Opens a queue that is there for changes. Throws QueueUnusableError and QueueVersionError. */
export function openForChanges(stateFolder: string): DatabaseSync {
  const path = requireQueue(stateFolder, constants.R_OK | constants.W_OK);
  try {
    accessSync(stateFolder, constants.W_OK);
    return openDatabase(stateFolder);
  } catch (error) {
    throw error instanceof QueueVersionError ? error : unusable(path, error);
  }
}

const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;

function mayNotShare(error: unknown): boolean {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  return code === SQLITE_READONLY || code === SQLITE_CANTOPEN;
}

function requireQueue(stateFolder: string, mode: number): string {
  const path = join(stateFolder, "queue.db");
  try {
    statSync(path);
    accessSync(path, mode);
    return path;
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): QueueUnusableError {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new QueueUnusableError(
      `There is no queue yet (${path}): Nightshift has not looked for recordings. \`sudo systemctl start nightshift-watch\` starts it, \`nightshift once\` tries everything out now.`,
    );
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return new QueueUnusableError(
      `This user may not do that with the queue (${path}). Run the command with sudo, or as the user that Nightshift runs as.`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new QueueUnusableError(
    `The queue (${path}) cannot be opened: ${reason}. Look whether its disk is full or read-only; a damaged queue can be put back from ${join(path, "../backups")}.`,
  );
}
