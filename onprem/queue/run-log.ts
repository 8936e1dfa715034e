import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

const runSchema = z.object({
  started_at: z.number(),
  finished_at: z.number().nullable(),
  transcribed: z.number(),
  skipped: z.number(),
  failed: z.number(),
  audio_sec: z.number(),
});
export type Run = z.infer<typeof runSchema>;

export function startRun(db: DatabaseSync, now: number): number {
  return Number(db.prepare("INSERT INTO run (started_at) VALUES (?)").run(now).lastInsertRowid);
}

/** Adds to what a run has done so far; an outcome is counted when it happens, so that a killed run still tells. */
export function countOutcome(
  db: DatabaseSync,
  runId: number,
  kind: "transcribed" | "skipped" | "failed",
  audioSec: number,
): void {
  db.prepare(`
    UPDATE run
       SET transcribed = transcribed + (:kind = 'transcribed'), skipped = skipped + (:kind = 'skipped'),
           failed = failed + (:kind = 'failed'), audio_sec = audio_sec + :audioSec
     WHERE run_id = :runId
  `).run({ kind, audioSec, runId });
}

export function finishRun(db: DatabaseSync, runId: number, now: number): void {
  db.prepare("UPDATE run SET finished_at = ? WHERE run_id = ?").run(now, runId);
}

export function lastRun(db: DatabaseSync): Run | null {
  const row = db.prepare("SELECT * FROM run ORDER BY run_id DESC LIMIT 1").get();
  return row === undefined ? null : runSchema.parse(row);
}
