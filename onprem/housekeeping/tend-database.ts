import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";

const PAGES_AT_ONCE = 500;
/** Free pages that stay in the file for what comes next: 8 MB with pages of 4 kB. */
const PAGES_KEPT_FREE = 2000;
const USUAL_BUSY_TIMEOUT_MS = 5000;
/** Somebody who reads just now is not waited for: the next time will do. */
const SHORT_BUSY_TIMEOUT_MS = 100;

/**
 * Keeps the queue's file and its write-ahead log from growing for ever: gives free pages back to the disk in small steps,
 * empties the log, and lets SQLite refresh what its query planner knows.
 */
export async function tendDatabase(db: DatabaseSync, signal: AbortSignal): Promise<void> {
  db.exec("PRAGMA optimize");
  while (freePages(db) > PAGES_KEPT_FREE && !signal.aborted) {
    const before = freePages(db);
    db.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
    // A file that was made without this ability reuses its free pages instead.
    if (freePages(db) >= before) break;
    await setImmediate();
  }
  db.exec(`PRAGMA busy_timeout = ${SHORT_BUSY_TIMEOUT_MS}`);
  try {
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.exec(`PRAGMA busy_timeout = ${USUAL_BUSY_TIMEOUT_MS}`);
  }
}

function freePages(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA freelist_count").get()?.freelist_count ?? 0);
}
