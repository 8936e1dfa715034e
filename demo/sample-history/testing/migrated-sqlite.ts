import { readdirSync, readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

import type { BulkDatabase, BulkStatement } from "../insert-sample-history.ts";

const migrations = new URL("../../../migrations/", import.meta.url);

class Statement implements BulkStatement {
  readonly #sqlite: DatabaseSync;
  readonly #sql: string;
  readonly #values: SQLInputValue[];

  constructor(sqlite: DatabaseSync, sql: string, values: SQLInputValue[] = []) {
    this.#sqlite = sqlite;
    this.#sql = sql;
    this.#values = values;
  }

  bind(...values: (string | number)[]): Statement {
    return new Statement(this.#sqlite, this.#sql, values);
  }

  async first(): Promise<unknown> {
    return this.#sqlite.prepare(this.#sql).get(...this.#values) ?? null;
  }

  run(): void {
    this.#sqlite.prepare(this.#sql).run(...this.#values);
  }
}

/** A real SQLite with the project's migrations, offering the part of D1 that the insert needs. */
export function migratedSqlite(): { sqlite: DatabaseSync; db: BulkDatabase; batches: number[] } {
  const sqlite = new DatabaseSync(":memory:");
  for (const file of readdirSync(migrations).toSorted()) {
    if (file.endsWith(".sql")) sqlite.exec(readFileSync(new URL(file, migrations), "utf8"));
  }
  const batches: number[] = [];
  const db: BulkDatabase = {
    prepare: (sql) => new Statement(sqlite, sql),
    batch: async (statements) => {
      batches.push(statements.length);
      sqlite.exec("begin");
      for (const statement of statements) {
        if (statement instanceof Statement) statement.run();
      }
      sqlite.exec("commit");
    },
  };
  return { sqlite, db, batches };
}
