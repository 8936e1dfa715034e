/** A backup could not be made or put back; nothing was changed, and the message says what to do. */
export class BackupError extends Error {
  override name = "BackupError";
}

/** The code of an error of the system's, such as ENOENT; null of any other. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error ? String(error.code) : null;
}
