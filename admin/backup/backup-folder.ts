import { accessSync, constants, mkdirSync } from "node:fs";

import { BackupError, systemCode } from "../../onprem/backup/backup-error.ts";

/** Makes the folder that copies are kept in, or finds it fit for that. Throws BackupError. */
export function makeBackupFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = systemCode(error);
    throw new BackupError(
      code === "EEXIST" || code === "ENOTDIR"
        ? `${folder} is, or lies below, a file: name a folder for the copies.`
        : `${folder} cannot be made or written to (${code ?? String(error)}): name a folder of yours, on a disk that is there.`,
    );
  }
}

/** A full or failing disk as a BackupError; every other error as it is. */
export function asBackupError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof BackupError) return error;
  // Of the file that is written: D1 gives errors without SQLite's codes, and wrangler those of a process.
  const isOfFile = "errcode" in error || ("path" in error && !("spawnargs" in error));
  return isOfFile
    ? new BackupError(
        `The copy could not be written to ${folder}: ${error.message}. Make room, or name another folder; older copies are as they were.`,
      )
    : error;
}
