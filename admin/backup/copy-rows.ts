import type { DatabaseSync, StatementSync } from "node:sqlite";

import * as z from "zod";

import { listed, quoted, type Table } from "./edge-tables.ts";

/** Of a page of rows; one answer of wrangler's holds a page of every table that is not done. */
const PAGE_CHARS = 2_000_000;
const FIRST_ROWS = 50;
const MOST_ROWS = 2000;

const valueSchema = z.union([z.string(), z.number(), z.null()]);
type Value = z.infer<typeof valueSchema>;

type Reading = {
  table: Table;
  insert: StatementSync;
  /** The key of the last row that was read. */
  after: Value[] | null;
  limit: number;
};

/**
 * Copies the rows of `tables` from D1 into the tables of the same names in `file`, in the order of their keys: a page of each
 * table at a time, all of them in one batch, so by keys and never by offsets. Returns how many rows.
 */
export async function copyRows(
  d1: D1Database,
  file: DatabaseSync,
  tables: readonly Table[],
  onRows: (rows: number) => void,
): Promise<number> {
  let rows = 0;
  let readings = tables.map((table): Reading => {
    const places = table.columns.map(() => "?").join(", ");
    const sql = `INSERT INTO ${quoted(table.name)} (${listed(table.columns)}) VALUES (${places})`;
    return { table, insert: file.prepare(sql), after: null, limit: FIRST_ROWS };
  });
  while (readings.length > 0) {
    const pages = await d1.batch(readings.map((reading) => pageStatement(d1, reading)));
    const next: Reading[] = [];
    file.exec("BEGIN");
    for (const [index, reading] of readings.entries()) {
      const page = z.array(z.record(z.string(), valueSchema)).parse(pages[index]?.results);
      for (const row of page) {
        reading.insert.run(...reading.table.columns.map((column) => row[column] ?? null));
      }
      rows += page.length;
      const last = page.at(-1);
      if (last === undefined || page.length < reading.limit) continue;
      const after = reading.table.key.map((_, at) => last[`key_${at}`] ?? null);
      next.push({ ...reading, after, limit: nextLimit(page) });
    }
    file.exec("COMMIT");
    onRows(rows);
    readings = next;
  }
  return rows;
}

function pageStatement(d1: D1Database, { table, after, limit }: Reading): D1PreparedStatement {
  // An alias of its own: `rowid` is also the name under which SQLite shows an INTEGER PRIMARY KEY.
  const keys = table.key.map(
    (column, at) => `${column === "rowid" ? column : quoted(column)} AS key_${at}`,
  );
  const order = table.key
    .map((column) => (column === "rowid" ? column : quoted(column)))
    .join(", ");
  const places = table.key.map((_, at) => `?${at + 1}`).join(", ");
  const where = after === null ? "" : `WHERE (${order}) > (${places})`;
  return d1
    .prepare(
      `SELECT ${listed(table.columns)}, ${keys.join(", ")} FROM ${quoted(table.name)} ${where} ORDER BY ${order} LIMIT ${limit}`,
    )
    .bind(...(after ?? []));
}

/** As many rows as are about a page, to judge by the rows before. */
function nextLimit(page: readonly unknown[]): number {
  const charsOfRow = JSON.stringify(page).length / page.length;
  const fitting = Math.floor(PAGE_CHARS / charsOfRow);
  return Math.max(1, Math.min(MOST_ROWS, fitting, page.length * 4));
}
