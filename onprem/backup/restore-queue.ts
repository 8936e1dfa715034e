import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { SERVICE_USER } from "../install/layout.ts";
import { freeBytesOf } from "../night/disk-room.ts";
import { knownSchema } from "../queue/open-database.ts";
import { holdRunLock, holdWatchLock } from "../queue/run-lock.ts";
import { isKnownKey, replaceKey } from "../source-folder/anonymous-ids.ts";
import { BackupError, systemCode } from "./backup-error.ts";
import { backupName, flush } from "./backup-files.ts";
import { takeKey } from "./carry-key.ts";
import { checkQueueFile, type QueueFile } from "./check-queue-file.ts";
import { forgetAgain, readForgotten } from "./keep-forgotten.ts";

export type Restored = {
  contents: QueueFile;
  /** Where the queue lies that was there before; null when there was none. */
  setAside: string | null;
  /** An older schema, which is carried over when the agent starts. */
  isOlder: boolean;
  /** How many of its recordings were forgotten since it was made and went again; null when the old queue could not say. */
  forgottenAgain: number | null;
};

/**
 * Puts a backup in the queue's place while nothing works on it; what was there is kept in `stateFolder/backups`. At every
 * moment there is a whole queue in place: the old one until the last step, which is one rename. Whoever the old queue knows to be
 * forgotten stays so; what only the edge knows, `watch` asks it at its start. The key of a folder's recordings comes with the copy. Throws BackupError and AlreadyRunningError, both before anything is changed.
 */
export function restoreQueue(options: {
  stateFolder: string;
  file: string;
  now: number;
}): Restored {
  const { stateFolder, file, now } = options;
  if (!isReadableFile(file)) {
    throw new BackupError(
      `There is no file ${file} that the user ${userInfo().username} may read. A copy of it that may be: sudo install -m 600 -o ${SERVICE_USER} -g ${SERVICE_USER} ${file} /var/tmp/queue-copy.db`,
    );
  }
  const contents = checkQueueFile(file);
  if (contents.schema > knownSchema()) {
    throw new BackupError(
      `${file} was written by a newer Nightshift (schema ${contents.schema}, this one knows ${knownSchema()}). Install that version first.`,
    );
  }
  const releaseWatch = holdWatchLock(stateFolder);
  try {
    const releaseRun = holdRunLock(stateFolder);
    try {
      const replaced = replaceQueue(stateFolder, file, now);
      return { contents, isOlder: contents.schema < knownSchema(), ...replaced };
    } finally {
      releaseRun();
    }
  } finally {
    releaseWatch();
  }
}

function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function replaceQueue(
  stateFolder: string,
  file: string,
  now: number,
): Pick<Restored, "setAside" | "forgottenAgain"> {
  const queue = join(stateFolder, "queue.db");
  // A folder of its own, so that the queue can be opened in it before it is the queue.
  const stage = join(stateFolder, "queue.db.restoring");
  const incoming = join(stage, "queue.db");
  requireRoom(stateFolder, file);
  try {
    rmSync(stage, { recursive: true, force: true });
    mkdirSync(stage, { mode: 0o700 });
    copyFileSync(file, incoming);
    chmodSync(incoming, 0o640);
    const setAside = existsSync(queue) ? keepOld(stateFolder, queue, now) : null;
    const key = takeKey(incoming);
    const forgotten = setAside === null ? null : readForgotten(setAside);
    const forgottenAgain = forgotten === null ? null : forgetAgain(incoming, forgotten, now);
    flush(incoming);
    // A log belongs to the file that it was written for; beside another one it would ruin it.
    for (const ending of ["-wal", "-shm"]) rmSync(queue + ending, { force: true });
    if (key !== null && !isKnownKey(stateFolder, key)) {
      const names = { prefix: "recording-ids-before-restore", extension: "key" };
      replaceKey(stateFolder, key, join(stateFolder, backupName(names, now)));
    }
    renameSync(incoming, queue);
    flush(stateFolder);
    return { setAside, forgottenAgain };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** A second name for the old queue, with the write-ahead log of one that is too damaged to take it in. */
function keepOld(stateFolder: string, queue: string, now: number): string {
  const folder = join(stateFolder, "backups");
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const aside = join(folder, backupName({ prefix: "queue-before-restore", extension: "db" }, now));
  if (existsSync(aside)) throw new BackupError(`${aside} is there already. Try again.`);
  takeInLog(queue);
  for (const ending of ["", "-wal"]) {
    if (!existsSync(queue + ending)) continue;
    try {
      linkSync(queue + ending, aside + ending);
    } catch (error) {
      // Not every file system has links.
      if (!["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"].includes(systemCode(error) ?? ""))
        throw error;
      copyFileSync(queue + ending, aside + ending);
    }
  }
  return aside;
}

/** Closing a queue that nobody else has open moves its log into it; what is broken stays as it is. */
function takeInLog(queue: string): void {
  try {
    const db = new DatabaseSync(queue);
    try {
      db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      db.close();
    }
  } catch {
    // This may be why a backup is put back.
  }
}

function requireRoom(stateFolder: string, file: string): void {
  const free = freeBytesOf(stateFolder);
  const bytes = statSync(file).size;
  if (free !== null && free < bytes) {
    throw new BackupError(
      `${stateFolder} has too little room for ${Math.ceil(bytes / 1024 ** 2)} MB. Make room first.`,
    );
  }
}
