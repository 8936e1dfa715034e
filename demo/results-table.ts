import type { DemoResult } from "./results.ts";

const COLUMNS = ["Call", "Agent", "Length", "Score", "Flag", "Reason"] as const;

/** The results as a table for a terminal; reasons wrap at `width`. */
export function resultsTable(results: readonly DemoResult[], width: number): string {
  const rows = results.map((result) => [
    result.recording_id,
    result.agent_name,
    result.duration_sec === null ? "–" : `${Math.round(result.duration_sec)} s`,
    result.total_score === null ? "–" : result.total_score.toFixed(1),
    result.flagged === true ? "⚑" : "",
    reasonOf(result),
  ]);
  const widths = COLUMNS.slice(0, -1).map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const indent = widths.reduce((sum, columnWidth) => sum + columnWidth + 2, 0);
  const reasonWidth = Math.max(24, width - indent);
  const line = (cells: readonly string[]) => {
    const [first = "", ...more] = wrap(cells.at(-1) ?? "", reasonWidth);
    const start = widths.map((columnWidth, column) => (cells[column] ?? "").padEnd(columnWidth));
    return [
      [...start, first].join("  ").trimEnd(),
      ...more.map((text) => " ".repeat(indent) + text),
    ].join("\n");
  };
  return [line(COLUMNS), "─".repeat(Math.min(width, indent + 32)), ...rows.map(line)].join("\n");
}

function reasonOf(result: DemoResult): string {
  if (result.flag_reason !== null) return result.flag_reason;
  if (result.reason_text !== null) return `${result.state}: ${result.reason_text}`;
  return result.state === "complete" ? "" : result.state;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === "" ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}
