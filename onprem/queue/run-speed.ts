import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

/** Runs further back may have had another model. */
const RUNS_LOOKED_AT = 5;
/** Less work than this says nothing yet. */
const TELLING_WORK_SEC = 60;

const workSchema = z.object({ audio_sec: z.number(), work_sec: z.number(), workers: z.number() });

/**
 * How many seconds of audio one worker transcribes in a second of work: from the newest of the recent runs that worked
 * long enough to tell, or from all of them together. Null when too little was done so far.
 */
export function recentSpeed(db: DatabaseSync): number | null {
  const runs = db
    .prepare("SELECT audio_sec, work_sec, workers FROM run ORDER BY run_id DESC LIMIT ?")
    .all(RUNS_LOOKED_AT)
    .map((row) => workSchema.parse(row));
  const telling = runs.find((run) => run.work_sec >= TELLING_WORK_SEC && run.audio_sec > 0);
  if (telling !== undefined) return telling.audio_sec / telling.work_sec;
  const audioSec = runs.reduce((sum, run) => sum + run.audio_sec, 0);
  const workSec = runs.reduce((sum, run) => sum + run.work_sec, 0);
  return workSec > 0 && audioSec > 0 ? audioSec / workSec : null;
}

export type BacklogEstimate = {
  /** Pending recordings and the seconds of audio they are taken to hold. */
  recordings: number;
  audioSec: number;
  /** Hours of the night they need with the last run's workers, pauses left out; null when the speed is not known yet. */
  workHours: number | null;
};

/** How much waits to be transcribed, and how long that will take. */
export function estimateBacklog(db: DatabaseSync): BacklogEstimate {
  const row = db
    .prepare(`
      SELECT count(*) AS n, coalesce(sum(CASE WHEN expected_sec > 0 THEN expected_sec ELSE file_size / 8000.0 END), 0) AS sec
        FROM recording WHERE state IN ('pending', 'transcribing')
    `)
    .get();
  const audioSec = Number(row?.sec ?? 0);
  const speed = recentSpeed(db);
  const workers = Number(
    db.prepare("SELECT workers FROM run ORDER BY run_id DESC LIMIT 1").get()?.workers ?? 1,
  );
  return {
    recordings: Number(row?.n ?? 0),
    audioSec,
    workHours: speed === null ? null : audioSec / (speed * workers) / 3600,
  };
}
