/** A backup could not be made or put back; nothing was changed, and the message says what to do. */
export class BackupError extends Error {
  override name = "BackupError";
}

/** The code of an error of the system's, such as ENOENT; null of any other. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
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
