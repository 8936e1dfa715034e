import { literal } from "../sql-text.ts";
import { listed, quoted, type Table } from "./edge-tables.ts";

/** D1 takes no statement over 100 KB (docs:d1/platform/limits); a row may have 2 MB. */
const MOST_BYTES = 90_000;

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

/**
 * Statements that insert rows, each within what D1 takes: as many rows at once as fit, and a row that is longer than a
 * statement may be in pieces, which are put together in the table.
 */
export function* insertStatements(table: Table, rows: Iterable<Row>): Generator<string> {
  const head = `INSERT INTO ${quoted(table.name)} (${listed(table.columns)}) VALUES\n`;
  let values: string[] = [];
  let bytes = 0;
  const flush = function* () {
    if (values.length > 0) yield `${head}${values.join(",\n")};`;
    values = [];
    bytes = 0;
  };
  for (const row of rows) {
    const value = tuple(table.columns.map((column) => row[column] ?? null));
    const size = Buffer.byteLength(value);
    if (head.length + size > MOST_BYTES) {
      yield* flush();
      yield* inPieces(table, head, row);
      continue;
    }
    if (head.length + bytes + size > MOST_BYTES) yield* flush();
    values.push(value);
    bytes += size + 2;
  }
  yield* flush();
}

function* inPieces(table: Table, head: string, row: Row): Generator<string> {
  const isLong = (value: Value) =>
    typeof value === "string" && Buffer.byteLength(value) > MOST_BYTES / table.columns.length / 2;
  const long = table.columns.filter(
    (column) => !table.primaryKey.includes(column) && isLong(row[column] ?? null),
  );
  yield `${head}${tuple(table.columns.map((column) => (long.includes(column) ? "" : (row[column] ?? null))))};`;
  const name = table.primaryKey.map(
    (column) => `${quoted(column)} = ${sqlText(row[column] ?? null)}`,
  );
  for (const column of long) {
    for (const piece of pieces(String(row[column]))) {
      yield `UPDATE ${quoted(table.name)} SET ${quoted(column)} = ${quoted(column)} || ${sqlText(piece)} WHERE ${name.join(" AND ")};`;
    }
  }
}

/** So short that a piece fits with every quote doubled, or as hexadecimal digits of three bytes for each. */
const PIECE_CHARS = 10_000;

function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + PIECE_CHARS);
    // Not between the two halves of a character.
    if (end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

function tuple(values: readonly Value[]): string {
  return `(${values.map(sqlText).join(", ")})`;
}

/** A string of SQL's holds no zero byte; its bytes as digits do. */
function sqlText(value: Value): string {
  if (typeof value !== "string" || !value.includes("\0")) return literal(value);
  return `CAST(X'${Buffer.from(value).toString("hex")}' AS TEXT)`;
}
