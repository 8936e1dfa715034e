import { accessSync, constants } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import { openForReading, QueueUnusableError } from "../queue/open-existing.ts";

/** A call of the demo, in µ-law: spoken by a synthesiser, 51 s, the speech of two people. */
export const SAMPLE_RECORDING = join(import.meta.dirname, "sample-call.wav");

const LATEST = 500;
const BEST_SEC = 60;
const [SHORTEST_SEC, LONGEST_SEC] = [20, 180];

const rowSchema = z.object({ path: z.string() });

/**
 * One of the site's latest transcribed recordings of about a minute, whose file is still there: what this host will hear at
 * night. Where there is none, as before the first night, a sample that comes with the program.
 */
export function recordingToMeasure(stateFolder: string): { path: string; own: boolean } {
  let paths: string[] = [];
  try {
    const db = openForReading(stateFolder);
    try {
      paths = db
        .prepare(
          `SELECT path FROM (
             SELECT path, duration_sec FROM recording
             WHERE state = 'transcribed' AND path IS NOT NULL AND duration_sec BETWEEN ? AND ?
             ORDER BY started_at DESC LIMIT ?
           ) ORDER BY abs(duration_sec - ?)`,
        )
        .all(SHORTEST_SEC, LONGEST_SEC, LATEST, BEST_SEC)
        .map((row) => rowSchema.parse(row).path);
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof QueueUnusableError)) throw error;
  }
  const readable = paths.find((path) => isReadable(path));
  return readable === undefined
    ? { path: SAMPLE_RECORDING, own: false }
    : { path: readable, own: true };
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
