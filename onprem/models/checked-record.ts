import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

import * as z from "zod";

/*
 * What was found when a model's checksum was last computed, in a file beside it. As long as size and time of the model are
 * those of the record, nobody has to read gigabytes again.
 */

const recordSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  modified_ms: z.number(),
});
export type CheckedRecord = z.infer<typeof recordSchema>;

export function recordPath(model: string): string {
  return `${model}.checked.json`;
}

/** The record as it was written; null when there is none that can be read. */
export function readCheckedRecord(model: string): CheckedRecord | null {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(recordPath(model), "utf8")));
  } catch {
    return null;
  }
}

/** The checksum of a model that is as it was when it was computed; null when that is not known. */
export function trustedChecksum(model: string): string | null {
  const record = readCheckedRecord(model);
  const stats = statSync(model, { throwIfNoEntry: false });
  if (record === null || stats === undefined) return null;
  return record.bytes === stats.size && record.modified_ms === stats.mtimeMs ? record.sha256 : null;
}

/** Throws the system's error when the folder cannot be written to. */
export function writeCheckedRecord(model: string, sha256: string): void {
  const { size, mtimeMs } = statSync(model);
  const record: CheckedRecord = { sha256, bytes: size, modified_ms: mtimeMs };
  const incoming = `${recordPath(model)}.incoming-${process.pid}`;
  writeFileSync(incoming, `${JSON.stringify(record)}\n`, { mode: 0o640 });
  renameSync(incoming, recordPath(model));
}

export function removeCheckedRecord(model: string): void {
  rmSync(recordPath(model), { force: true });
}
