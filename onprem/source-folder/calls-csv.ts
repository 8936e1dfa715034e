import { readFileSync } from "node:fs";

import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .optional()
    .transform((text) => (text === undefined || text === "" ? null : text));

const rowSchema = z.object({
  filename: z.string().trim().min(1),
  recording_id: optionalText(64),
  uniqueid: optionalText(64),
  agent_user: optionalText(64),
  agent_name: optionalText(120),
  campaign_id: optionalText(64),
  call_status: optionalText(32),
});
export type CallsCsvRow = z.infer<typeof rowSchema>;

export type CallsCsv = {
  byFilename: ReadonlyMap<string, CallsCsvRow>;
  /** Rows or files that could not be used, for people. */
  warnings: string[];
};

/**
 * Reads the optional list beside the recordings: columns filename, recording_id, uniqueid, agent_user, agent_name,
 * campaign_id, call_status; only filename is required. A bad row is a warning and never stops the others.
 */
export function readCallsCsv(path: string): CallsCsv {
  const byFilename = new Map<string, CallsCsvRow>();
  const warnings: string[] = [];
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return { byFilename, warnings };
  }
  let rows: unknown[];
  try {
    rows = parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { byFilename, warnings: [`${path} is not a CSV file: ${error.message}`] };
  }
  for (const [index, row] of rows.entries()) {
    const parsed = rowSchema.safeParse(row);
    if (parsed.success) {
      byFilename.set(parsed.data.filename, parsed.data);
    } else {
      const issue = parsed.error.issues[0];
      warnings.push(`${path}, row ${index + 2}: ${issue?.path.join(".")}: ${issue?.message}`);
    }
  }
  return { byFilename, warnings };
}
