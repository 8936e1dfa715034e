import { accessSync, constants, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";

import { freeBytesOf } from "../night/disk-room.ts";
import { openForReading } from "../queue/open-existing.ts";
import { holdLock } from "../queue/run-lock.ts";
import { knownKey, type AnonymousKey } from "../source-folder/anonymous-ids.ts";
import { asBackupError, BackupError, systemCode } from "./backup-error.ts";
import { backupName, beginFile, finishFile, keepNewest } from "./backup-files.ts";
import { putKey } from "./carry-key.ts";
import { checkQueueFile, type QueueFile } from "./check-queue-file.ts";

export type BackupOptions = {
  stateFolder: string;
  siteId: string;
  /** Created when only its last part is missing. */
  folder: string;
  /** So many backups of this site stay in the folder, the new one included. */
  keep: number;
  /** What is to stay free on the folder's disk. */
  minFreeBytes: number;
  now: number;
};

export type Backup = {
  path: string;
  bytes: number;
  contents: QueueFile;
  /** Names of older backups that were deleted. */
  deleted: string[];
  /** A disk that breaks takes both. */
  onSameDisk: boolean;
};

/**
 * Copies the queue as it is at one moment, while others may work on it: into a temporary file of mode 0600, which is read to
 * its end, flushed and then named. One backup at a time. Throws BackupError, AlreadyRunningError, QueueUnusableError and
 * QueueVersionError; older backups are only deleted after the new one is complete.
 */
export function backUpQueue(options: BackupOptions): Backup {
  const { stateFolder, keep, minFreeBytes, now } = options;
  const folder = resolve(options.folder);
  const db = openForReading(stateFolder);
  try {
    requireFolder(folder);
    const release = holdLock(
      folder,
      ".backup.lock",
      `Another backup is written to ${folder} just now.`,
    );
    try {
      const names = { prefix: `nightshift-${fileName(options.siteId)}`, extension: "db" };
      const path = join(folder, backupName(names, now));
      if (existsSync(path)) throw new BackupError(`${path} is there already, and stays as it is.`);
      requireRoom(db, folder, minFreeBytes);
      const contents = copy(db, path, knownKey(stateFolder));
      return {
        path,
        contents,
        bytes: statSync(path).size,
        deleted: keepNewest(folder, names, keep),
        onSameDisk: statSync(folder).dev === statSync(stateFolder).dev,
      };
    } finally {
      release();
    }
  } catch (error) {
    throw asBackupError(error, folder);
  } finally {
    db.close();
  }
}

function copy(db: DatabaseSync, path: string, key: AnonymousKey | null): QueueFile {
  const unfinished = beginFile(path);
  try {
    // One read transaction: writers go on, and what they write meanwhile is not in the copy.
    db.prepare("VACUUM INTO ?").run(unfinished);
    if (key !== null) putKey(unfinished, key);
    const contents = checkQueueFile(unfinished);
    finishFile(unfinished, path);
    return contents;
  } catch (error) {
    rmSync(unfinished, { force: true });
    if (error instanceof BackupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`The queue could not be copied to ${path}: ${reason}.`);
  }
}

function requireFolder(folder: string): void {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    // What ends in a slash is a folder, or nothing that can be looked at.
    accessSync(`${folder}/`, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOTDIR") {
      throw new BackupError(`${folder} is, or lies below, a file: name a folder for the copies.`);
    }
    if (code === "ENOENT" && !existsSync(dirname(folder))) {
      throw new BackupError(
        `${folder} cannot be made, as the folder above it is not there. Is its disk mounted?`,
      );
    }
    throw new BackupError(
      `${folder} cannot be written to (${code ?? "unknown"}). \`sudo install -d -m 700 -o nightshift -g nightshift ${folder}\` makes a folder for it.`,
    );
  }
}

function requireRoom(db: DatabaseSync, folder: string, minFreeBytes: number): void {
  const free = freeBytesOf(folder);
  const pages = (pragma: string) =>
    Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const bytes = (pages("page_count") - pages("freelist_count")) * pages("page_size");
  if (free === null || free - bytes >= minFreeBytes) return;
  const mb = (count: number) => Math.ceil(count / 1024 ** 2);
  throw new BackupError(
    `${folder} has ${mb(free)} MB free. The copy takes up to ${mb(bytes)} MB, and ${mb(minFreeBytes)} MB are to stay free (state.min_free_mb). Make room, or keep fewer.`,
  );
}

/** A site's id may hold anything; a file's name only what no shell minds. */
function fileName(siteId: string): string {
  return siteId.replaceAll(/[^A-Za-z0-9_-]/g, "_");
}
