type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

/** One thing: as JSON, or a line for each of its fields. */
export function printFields(json: boolean, fields: Readonly<Record<string, unknown>>): void {
  if (json) {
    console.log(JSON.stringify(fields));
    return;
  }
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  for (const [name, value] of Object.entries(fields)) {
    console.log(`${name.padEnd(width)}  ${text(value)}`);
  }
}

/** Several things: as JSON, or as a table; `nothing` is said when there are none. */
export function printRows(json: boolean, rows: readonly Row[], nothing: string): void {
  if (json) {
    console.log(JSON.stringify(rows));
    return;
  }
  const [first] = rows;
  if (first === undefined) {
    console.log(nothing);
    return;
  }
  const columns = Object.keys(first);
  const cells = [columns, ...rows.map((row) => columns.map((column) => text(row[column])))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  for (const line of cells) {
    console.log(
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}

/** Something was done. */
export function printDone(json: boolean, message: string): void {
  console.log(json ? JSON.stringify({ ok: true }) : message);
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "-";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
