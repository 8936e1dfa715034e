import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

const SCHEMA_FOLDER = join(dirname(fileURLToPath(import.meta.url)), "schema");

/**
 * Opens the agent's state in `stateFolder/queue.db`, creating and migrating it as needed. WAL with synchronous=FULL: what
 * was committed survives a power cut.
 */
export function openDatabase(stateFolder: string): DatabaseSync {
  mkdirSync(stateFolder, { recursive: true, mode: 0o750 });
  const db = new DatabaseSync(join(stateFolder, "queue.db"));
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA busy_timeout = 5000;
  `);
  migrate(db);
  return db;
}

function migrate(db: DatabaseSync): void {
  const steps = readdirSync(SCHEMA_FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  const done = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (done > steps.length) {
    throw new Error(
      `The queue was written by a newer Nightshift (schema ${done}, this one knows ${steps.length}). Install that version again.`,
    );
  }
  for (const [index, name] of steps.entries()) {
    if (index < done) continue;
    const step = readFileSync(join(SCHEMA_FOLDER, name), "utf8");
    inTransaction(db, () => {
      db.exec(step);
      db.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

/** Runs `work`, which must not await, in one immediate transaction; rolls back when it throws. */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}
