import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

/** A table of the edge's, as its rows are read and written in order. */
export type Table = {
  name: string;
  /** With `rowid` where nothing else of a row says it: places in the order of rowids are kept elsewhere. */
  columns: string[];
  /** What its rows are in order of; `rowid` stands for the order in which they came. */
  key: string[];
  /** What names a row. */
  primaryKey: string[];
  /** The tables that its rows need. */
  parents: string[];
};

const objectSchema = z.object({
  type: z.enum(["table", "index", "trigger", "view"]),
  name: z.string(),
  sql: z.string(),
});
export type SchemaObject = z.infer<typeof objectSchema>;

/** What D1, SQLite and wrangler keep for themselves is left out, but for wrangler's list of the migrations that were made. */
export const OWN_OBJECTS = String.raw`
  sql IS NOT NULL AND name NOT LIKE '\_cf\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`;
export const READ_SCHEMA = `SELECT type, name, sql FROM sqlite_master WHERE ${OWN_OBJECTS} ORDER BY rowid`;

export function parseSchema(rows: readonly unknown[]): SchemaObject[] {
  return z.array(objectSchema).parse(rows);
}

const columnSchema = z.object({ name: z.string(), type: z.string(), pk: z.number() });

/** The tables of a file, those that others refer to before those others. */
export function tablesOf(file: DatabaseSync): Table[] {
  const tables = parseSchema(file.prepare(READ_SCHEMA).all())
    .filter(({ type }) => type === "table")
    .map(({ name }) => describeTable(file, name));
  const ordered: Table[] = [];
  const add = (table: Table): void => {
    if (ordered.includes(table)) return;
    for (const parent of tables) {
      if (table.parents.includes(parent.name) && parent !== table) add(parent);
    }
    ordered.push(table);
  };
  for (const table of tables) add(table);
  return ordered;
}

function describeTable(file: DatabaseSync, name: string): Table {
  const columns = z
    .array(columnSchema)
    .parse(file.prepare("SELECT name, type, pk FROM pragma_table_info(?)").all(name));
  const keyColumns = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  const primaryKey = keyColumns.map((column) => column.name);
  const { wr } = z
    .object({ wr: z.number() })
    .parse(file.prepare("SELECT wr FROM pragma_table_list WHERE name = ?").get(name));
  const parents = file.prepare('SELECT DISTINCT "table" FROM pragma_foreign_key_list(?)').all(name);
  // SQLite's name for an INTEGER PRIMARY KEY.
  const isRowidOwn =
    wr === 0 && !(keyColumns.length === 1 && keyColumns[0]?.type.toUpperCase() === "INTEGER");
  return {
    name,
    columns: [...(isRowidOwn ? ["rowid"] : []), ...columns.map((column) => column.name)],
    key: wr === 1 ? primaryKey : ["rowid"],
    primaryKey,
    parents: parents.map((row) => String(row.table)),
  };
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function listed(names: readonly string[]): string {
  return names.map(quoted).join(", ");
}
