import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const SQLITE_BUSY = 5;

/** Whether a process holds a lock that run-lock.ts took; null when this user cannot tell. */
export function isLockHeld(path: string): boolean | null {
  if (!existsSync(path)) return false;
  let lock: DatabaseSync | null = null;
  try {
    lock = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    lock.prepare("SELECT count(*) FROM sqlite_schema").get();
    return false;
  } catch (error) {
    const busy = error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
    return busy ? true : null;
  } finally {
    lock?.close();
  }
}
