import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

const runFiguresSchema = z.object({
  started_at: z.number(),
  finished_at: z.number().nullable(),
  transcribed: z.number(),
  skipped: z.number(),
  failed: z.number(),
  audio_sec: z.number(),
  pauses: z.number(),
  paused_sec: z.number(),
});
export type RunFigures = z.infer<typeof runFiguresSchema>;

/** What the last run did and how often the guard stopped it; a pause that has no end lasts until `now` or the run's end. */
export function lastRunFigures(db: DatabaseSync, now: number): RunFigures | null {
  const row = db
    .prepare(`
      SELECT started_at, finished_at, transcribed, skipped, failed, audio_sec,
             (SELECT count(*) FROM pause WHERE pause.run_id = run.run_id) AS pauses,
             (SELECT coalesce(sum(max(coalesce(pause.ended_at, run.finished_at, :now) - pause.started_at, 0)), 0)
                FROM pause WHERE pause.run_id = run.run_id) / 1000.0 AS paused_sec
        FROM run ORDER BY run_id DESC LIMIT 1
    `)
    .get({ now });
  return row === undefined ? null : runFiguresSchema.parse(row);
}
