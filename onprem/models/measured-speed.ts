import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import * as z from "zod";

/* What `nightshift model tune` last measured of each model on this host, for `model list`. */

const measuredSpeedSchema = z.object({
  workers: z.int().positive(),
  threads: z.int().positive(),
  /** Seconds of audio in a second, all workers together. */
  times_real_time: z.number().positive(),
  load_sec: z.number().nonnegative(),
  /** Of one worker; null where the system does not tell. */
  peak_bytes: z.number().nullable(),
  measured_at: z.iso.datetime(),
});
export type MeasuredSpeed = z.infer<typeof measuredSpeedSchema>;

const bookSchema = z.record(z.string(), measuredSpeedSchema);

function bookPath(stateFolder: string): string {
  return join(stateFolder, "model-speeds.json");
}

/** Null for a model that was not measured yet. */
export function readMeasuredSpeed(stateFolder: string, model: string): MeasuredSpeed | null {
  return readBook(stateFolder)[basename(model)] ?? null;
}

export function writeMeasuredSpeed(stateFolder: string, model: string, speed: MeasuredSpeed): void {
  mkdirSync(stateFolder, { recursive: true, mode: 0o750 });
  const book = { ...readBook(stateFolder), [basename(model)]: speed };
  const incoming = `${bookPath(stateFolder)}.incoming-${process.pid}`;
  writeFileSync(incoming, `${JSON.stringify(book, null, 2)}\n`, { mode: 0o640 });
  renameSync(incoming, bookPath(stateFolder));
}

function readBook(stateFolder: string): Record<string, MeasuredSpeed> {
  try {
    return bookSchema.parse(JSON.parse(readFileSync(bookPath(stateFolder), "utf8")));
  } catch {
    // Nothing was measured yet, or by a version that measured otherwise.
    return {};
  }
}
