import { makeFolder } from "../make-folder.ts";

/** There can be no state folder where the configuration wants it; the message says why and what to do. */
export class StateFolderError extends Error {
  override name = "StateFolderError";
}

const MAY_NOT = "this user may not make it; `sudo nightshift install` does";
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["EEXIST", "a file or a broken link is in its place"],
  ["ENOTDIR", "a file is on the way"],
  ["ENOENT", "the system lets nobody make a folder there"],
  ["EACCES", MAY_NOT],
  ["EPERM", MAY_NOT],
]);

/**
 * Makes the state folder where it is missing. Throws StateFolderError for what only a person can mend, and the system's error
 * for a disk that is full or away.
 */
export function makeStateFolder(stateFolder: string): void {
  try {
    makeFolder(stateFolder, 0o750);
  } catch (error) {
    const reason = REASONS.get(error instanceof Error && "code" in error ? error.code : null);
    if (reason === undefined) throw error;
    throw new StateFolderError(
      `The folder for the queue, ${stateFolder}, cannot be made: ${reason}. Name another one as \`folder\` in [state] of the configuration.`,
    );
  }
}
