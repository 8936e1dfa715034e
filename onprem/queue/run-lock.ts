import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Another agent is transcribing with the same state folder. */
export class AlreadyRunningError extends Error {
  override name = "AlreadyRunningError";
}

/**
 * Holds the state folder for one transcribing agent: an open exclusive SQLite transaction, which the kernel releases
 * whatever way the process ends. Throws AlreadyRunningError. Returns the release.
 */
export function holdRunLock(stateFolder: string): () => void {
  mkdirSync(stateFolder, { recursive: true, mode: 0o750 });
  const lock = new DatabaseSync(join(stateFolder, "run.lock"));
  try {
    lock.exec("PRAGMA busy_timeout = 200; BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    throw new AlreadyRunningError(
      `Another Nightshift run is at work on ${stateFolder}. Wait for it to finish, or stop it first.`,
    );
  }
  return () => lock.close();
}
