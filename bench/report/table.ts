/** Rows under headings for a terminal; columns whose heading ends in `…` are left-aligned, all others right-aligned. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const isText = headings.map((heading) => heading.endsWith("…"));
  const titles = headings.map((heading) => heading.replace(/…$/, ""));
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? "";
        return isText[column] ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [line(titles), rule, ...rows.map(line)].join("\n");
}

export const ms = (value: number) => (value < 9.95 ? value.toFixed(1) : value.toFixed(0));
export const whole = (value: number) => Math.round(value).toLocaleString("en");
export const tenth = (value: number) => value.toFixed(1);
export const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(0)} MB`;
export const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
export const percent = (part: number) => `${(part * 100).toFixed(part < 0.0995 ? 1 : 0)} %`;
