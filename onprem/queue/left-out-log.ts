import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { leftOutSchema, type LeftOut } from "#shared/contracts/transcript.ts";

const countSchema = leftOutSchema.pick({ reason: true, outcome: true }).extend({
  stretches: z.number(),
  /** Seconds of the recordings' own clocks. */
  sec: z.number(),
});
export type LeftOutCount = z.infer<typeof countSchema>;

/** Adds what a transcript leaves out to what its run's have left out so far. */
export function countLeftOut(db: DatabaseSync, runId: number, leftOut: readonly LeftOut[]): void {
  const add = db.prepare(`
    INSERT INTO run_left_out (run_id, reason, outcome, stretches, sec)
    VALUES (:runId, :reason, :outcome, 1, :sec)
    ON CONFLICT (run_id, reason, outcome)
    DO UPDATE SET stretches = stretches + 1, sec = sec + excluded.sec
  `);
  for (const { reason, outcome, start_sec, end_sec } of leftOut) {
    add.run({ runId, reason, outcome, sec: end_sec - start_sec });
  }
}

/** What a run's transcripts leave out, by reason and outcome, the most frequent first. */
export function leftOutOf(db: DatabaseSync, runId: number): LeftOutCount[] {
  return z.array(countSchema).parse(
    db
      .prepare(`
        SELECT reason, outcome, stretches, sec FROM run_left_out
         WHERE run_id = ? ORDER BY stretches DESC, reason, outcome
      `)
      .all(runId),
  );
}

/** The same of all runs begun before `before` (epoch milliseconds) together. */
export function leftOutBefore(db: DatabaseSync, before: number): LeftOutCount[] {
  return z.array(countSchema).parse(
    db
      .prepare(`
        SELECT reason, outcome, sum(stretches) AS stretches, sum(sec) AS sec
          FROM run_left_out JOIN run USING (run_id)
         WHERE run.started_at < ? GROUP BY reason, outcome
      `)
      .all(before),
  );
}
