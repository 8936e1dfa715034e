import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

import { makeStateFolder } from "./state-folder.ts";

const SCHEMA_FOLDER = join(dirname(fileURLToPath(import.meta.url)), "schema");
const BACKUPS_KEPT = 3;

/** The queue cannot be used by this version; the message says what to install. */
export class QueueVersionError extends Error {
  override name = "QueueVersionError";
}

/**
 * Opens the agent's state in `stateFolder/queue.db`, creating and migrating it as needed; what was there before a
 * migration is kept in `stateFolder/backups`. WAL with synchronous=FULL: what was committed survives a power cut.
 * Throws QueueVersionError when a newer Nightshift wrote it, StateFolderError when there can be no such folder.
 */
export function openDatabase(stateFolder: string): DatabaseSync {
  makeStateFolder(stateFolder);
  const db = new DatabaseSync(join(stateFolder, "queue.db"), { timeout: 5000 });
  try {
    db.exec(`
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
    `);
    migrate(db, stateFolder);
    db.exec("PRAGMA foreign_keys = ON");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function migrate(db: DatabaseSync, stateFolder: string): void {
  const steps = schemaSteps();
  const before = schemaVersion(db);
  if (before > steps.length) {
    throw new QueueVersionError(
      `The queue was written by a newer Nightshift (schema ${before}, this one knows ${steps.length}). Install that version again.`,
    );
  }
  if (before === steps.length) return;
  if (before > 0) backUp(db, join(stateFolder, "backups"), before);
  // Tables are rebuilt under the references that point to them.
  db.exec("PRAGMA foreign_keys = OFF");
  for (const [index, name] of steps.entries()) {
    const step = readFileSync(join(SCHEMA_FOLDER, name), "utf8");
    inTransaction(db, () => {
      // Another process may have come first.
      if (schemaVersion(db) > index) return;
      db.exec(step);
      if (db.prepare("PRAGMA foreign_key_check").get() !== undefined) {
        throw new Error(`Migration ${name} would leave references that point nowhere.`);
      }
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** The schema that this version works with. */
export function knownSchema(): number {
  return schemaSteps().length;
}

function schemaSteps(): string[] {
  return readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
}

/** The schema that a queue has; 0 when it is new. */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
}

/** Keeps a whole copy as `queue-schema-N-TIME.db`; the oldest copies go. */
function backUp(db: DatabaseSync, folder: string, version: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  db.prepare("VACUUM INTO ?").run(join(folder, `queue-schema-${version}-${time}.db`));
  const old = readdirSync(folder)
    .filter((name) => name.startsWith("queue-schema-"))
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)))
    .slice(0, -BACKUPS_KEPT);
  for (const name of old) rmSync(join(folder, name));
}

function timeOf(backup: string): string {
  return backup.replace(/^queue-schema-\d+-/, "");
}

/** Runs `work`, which must not await, in one immediate transaction; rolls back when it throws. */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has already rolled back when the disk is full.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
