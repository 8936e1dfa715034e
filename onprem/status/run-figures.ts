import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { leftOutOf } from "../queue/left-out-log.ts";
import type { Status } from "./status-schema.ts";

/** Runs further back may have had another model. */
const RUNS_LOOKED_AT = 5;
/** Less work than this says nothing yet. */
const TELLING_WORK_SEC = 60;

const runSchema = z.object({
  run_id: z.number(),
  started_at: z.number(),
  finished_at: z.number().nullable(),
  ended_by: z.string().nullable(),
  workers: z.number(),
  transcribed: z.number(),
  skipped: z.number(),
  failed: z.number(),
  audio_sec: z.number(),
  work_sec: z.number(),
  low_confidence: z.number(),
});

const causeSchema = z.object({ cause: z.string(), n: z.number(), sec: z.number() });

/** The newest run, with why and for how long the guard paused it; a pause without an end lasts until the run's, or now. */
export function lastRunOf(db: DatabaseSync, now: number): Status["last_run"] {
  const row = db.prepare("SELECT * FROM run ORDER BY run_id DESC LIMIT 1").get();
  if (row === undefined) return null;
  const run = runSchema.parse(row);
  const causes = db
    .prepare(`
      SELECT CASE WHEN instr(cause, ':') > 0 THEN substr(cause, 1, instr(cause, ':') - 1) ELSE cause END AS cause,
             count(*) AS n, sum(max(coalesce(ended_at, :end) - started_at, 0)) / 1000.0 AS sec
        FROM pause WHERE run_id = :runId
       GROUP BY 1 ORDER BY sec DESC, 1
    `)
    .all({ runId: run.run_id, end: run.finished_at ?? now })
    .map((cause) => causeSchema.parse(cause));
  return {
    started_at: new Date(run.started_at).toISOString(),
    finished_at: run.finished_at === null ? null : new Date(run.finished_at).toISOString(),
    ended_by: run.ended_by,
    workers: run.workers,
    transcribed: run.transcribed,
    skipped: run.skipped,
    failed: run.failed,
    audio_sec: run.audio_sec,
    work_sec: run.work_sec,
    speed: speedOf(run),
    low_confidence: run.low_confidence,
    left_out: leftOutOf(db, run.run_id).map(({ stretches, sec, ...why }) => ({
      ...why,
      count: stretches,
      total_sec: sec,
    })),
    pauses: {
      count: causes.reduce((sum, { n }) => sum + n, 0),
      total_sec: causes.reduce((sum, { sec }) => sum + sec, 0),
      by_cause: causes.map(({ cause, n, sec }) => ({ cause, count: n, total_sec: sec })),
    },
  };
}

const workSchema = runSchema.pick({ audio_sec: true, work_sec: true, workers: true });

/** The newest of the recent runs that worked long enough to tell its speed, else the fullest; nulls when none worked. */
export function recentSpeed(db: DatabaseSync): { speed: number | null; workers: number | null } {
  const runs = db
    .prepare("SELECT audio_sec, work_sec, workers FROM run ORDER BY run_id DESC LIMIT ?")
    .all(RUNS_LOOKED_AT)
    .map((row) => workSchema.parse(row));
  const telling =
    runs.find((run) => run.work_sec >= TELLING_WORK_SEC && speedOf(run) !== null) ??
    runs.toSorted((a, b) => b.work_sec - a.work_sec)[0];
  return {
    speed: telling === undefined ? null : speedOf(telling),
    workers: runs[0]?.workers ?? null,
  };
}

function speedOf(run: { audio_sec: number; work_sec: number }): number | null {
  return run.work_sec > 0 && run.audio_sec > 0 ? run.audio_sec / run.work_sec : null;
}
