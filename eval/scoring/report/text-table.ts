/** Columns as wide as their widest cell; the first to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function percent(share: number | null): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}

export function decimal(value: number | null, decimals = 2): string {
  if (value === null) return "–";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/** With its sign, also above 0. */
export function signed(value: number | null, decimals = 2): string {
  return value === null
    ? "–"
    : `${Number(value.toFixed(decimals)) > 0 ? "+" : ""}${decimal(value, decimals)}`;
}

export function interval(given: { low: number; high: number } | null, decimals = 2): string {
  return given === null
    ? "no interval"
    : `95 % interval ${decimal(given.low, decimals)} to ${decimal(given.high, decimals)}`;
}

export function seconds(ms: number | null): string {
  if (ms === null) return "–";
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "1 call", "2 calls". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
