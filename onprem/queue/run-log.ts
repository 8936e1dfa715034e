import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

export const runEndSchema = z.enum(["done", "window_over", "stopped", "error"]);
export type RunEnd = z.infer<typeof runEndSchema>;

const runSchema = z.object({
  run_id: z.number(),
  started_at: z.number(),
  finished_at: z.number().nullable(),
  transcribed: z.number(),
  skipped: z.number(),
  failed: z.number(),
  /** Seconds of audio in what was transcribed, and the seconds that workers spent on it, pauses left out. */
  audio_sec: z.number(),
  work_sec: z.number(),
  workers: z.number(),
  /** Transcripts whose confidence is below the site's threshold. */
  low_confidence: z.number(),
  /** Null while it runs, or when it was killed. */
  ended_by: runEndSchema.nullable(),
});
export type Run = z.infer<typeof runSchema>;

/** Opens a run; `workers` is how many transcribe at the same time. Returns its id. */
export function startRun(db: DatabaseSync, now: number, workers = 1): number {
  return Number(
    db.prepare("INSERT INTO run (started_at, workers) VALUES (?, ?)").run(now, workers)
      .lastInsertRowid,
  );
}

export type CountedOutcome = {
  kind: "transcribed" | "skipped" | "failed";
  /** Seconds of audio, and of work on it; 0 for what was not transcribed. */
  audioSec: number;
  workSec: number;
  /** Whether its transcript is marked so. */
  lowConfidence: boolean;
};

/** Adds to what a run has done so far; an outcome is counted when it happens, so that a killed run still tells. */
export function countOutcome(db: DatabaseSync, runId: number, outcome: CountedOutcome): void {
  db.prepare(`
    UPDATE run
       SET transcribed = transcribed + (:kind = 'transcribed'), skipped = skipped + (:kind = 'skipped'),
           failed = failed + (:kind = 'failed'), audio_sec = audio_sec + :audioSec, work_sec = work_sec + :workSec,
           low_confidence = low_confidence + :lowConfidence
     WHERE run_id = :runId
  `).run({ ...outcome, lowConfidence: Number(outcome.lowConfidence), runId });
}

export function finishRun(db: DatabaseSync, runId: number, now: number, endedBy: RunEnd): void {
  db.prepare("UPDATE run SET finished_at = ?, ended_by = ? WHERE run_id = ?").run(
    now,
    endedBy,
    runId,
  );
}

export function lastRun(db: DatabaseSync): Run | null {
  const row = db.prepare("SELECT * FROM run ORDER BY run_id DESC LIMIT 1").get();
  return row === undefined ? null : runSchema.parse(row);
}
