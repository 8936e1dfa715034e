import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { makeStateFolder } from "./state-folder.ts";

/** Another agent does the same with the same state folder. */
export class AlreadyRunningError extends Error {
  override name = "AlreadyRunningError";
}

/**
 * Holds the state folder for one transcribing agent. Throws AlreadyRunningError and StateFolderError. Returns the release.
 */
export function holdRunLock(stateFolder: string): () => void {
  makeStateFolder(stateFolder);
  return holdLock(
    stateFolder,
    "run.lock",
    `Another Nightshift run is at work on ${stateFolder}. Wait for it to finish, or stop it first.`,
  );
}

/** Holds the state folder for one watching agent, which may be beside a transcribing one. Throws AlreadyRunningError and StateFolderError. */
export function holdWatchLock(stateFolder: string): () => void {
  makeStateFolder(stateFolder);
  return holdLock(
    stateFolder,
    "watch.lock",
    `Another \`nightshift watch\` is at work on ${stateFolder}. \`systemctl status nightshift-watch\` shows whether it is the service.`,
  );
}

const SQLITE_BUSY = 5;

/**
 * An open exclusive SQLite transaction on a file in a folder that is there, which the kernel releases whatever way the process ends.
 * Throws AlreadyRunningError with `inUse` when somebody else holds it. Returns the release.
 */
export function holdLock(folder: string, name: string, inUse: string): () => void {
  const lock = new DatabaseSync(join(folder, name));
  try {
    lock.exec("PRAGMA busy_timeout = 200; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    const isBusy = error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
    throw isBusy ? new AlreadyRunningError(inUse) : error;
  }
  return () => lock.close();
}
