import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";
import * as z from "zod";

const MIGRATIONS = join(import.meta.dirname, "..", "..", "migrations");

/** Whose rows a migration takes away on purpose, all of them before 0.1.0 was released. */
const TAKEN_AWAY: Record<string, string[]> = {
  "0001_criterion_rows_leave.sql": ["daily_criterion_stat"],
  // Everybody signs in once more, as a person.
  "0004_people.sql": ["session", "sign_in_link"],
};

const columnsSchema = z.array(
  z.object({ name: z.string(), type: z.string(), dflt_value: z.string().nullable() }),
);
type Rows = Record<string, unknown>[];

const tablesOf = (db: DatabaseSync): string[] =>
  z
    .array(z.object({ name: z.string() }))
    .parse(
      db
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .all(),
    )
    .map(({ name }) => name);
const columnsOf = (db: DatabaseSync, table: string) =>
  columnsSchema.parse(db.prepare(`PRAGMA table_info("${table}")`).all());
const rowsOf = (db: DatabaseSync, table: string): Rows =>
  db
    .prepare(`SELECT * FROM "${table}"`)
    .all()
    .map((row) => ({ ...row }));

/** A row with something in every column. What it means is of no matter here: only whether it stays. */
function fill(db: DatabaseSync, table: string): void {
  const columns = columnsOf(db, table);
  const values = columns.map(({ type, dflt_value }) => {
    if (dflt_value !== null) return dflt_value;
    return /int|real/i.test(type) ? "7" : "'[]'";
  });
  const names = columns.map(({ name }) => `"${name}"`).join(", ");
  db.exec(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${values.join(", ")})`);
}

test("each migration leaves the rows of every table, with all that its columns held", () => {
  const db = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  db.exec("PRAGMA ignore_check_constraints = ON");
  for (const name of readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .toSorted()) {
    const before = tablesOf(db).map((table) => ({ table, rows: rowsOf(db, table) }));
    db.exec(readFileSync(join(MIGRATIONS, name), "utf8"));
    for (const { table, rows } of before) {
      if (TAKEN_AWAY[name]?.includes(table) === true) continue;
      const kept = new Set(columnsOf(db, table).map((column) => column.name));
      const left = rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([column]) => kept.has(column))),
      );
      expect(rowsOf(db, table), `${name}: ${table}`).toEqual(
        left.map((row) => expect.objectContaining(row)),
      );
    }
    for (const table of tablesOf(db)) if (rowsOf(db, table).length === 0) fill(db, table);
    const empty = tablesOf(db).filter((table) => rowsOf(db, table).length === 0);
    expect(empty, `${name}: tables that the test could not fill`).toEqual([]);
  }
  db.close();
});
