import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { leftOutBefore } from "../queue/left-out-log.ts";

/*
 * Counters for Prometheus must never go back, and what they count is deleted one day. So a total is the sum over the runs
 * that are kept, and beside it what those that were deleted had, which is kept as one value.
 */

const NAME = "totals";

const totalsSchema = z.object({
  transcribed: z.number().default(0),
  skipped: z.number().default(0),
  failed: z.number().default(0),
  audio_sec: z.number().default(0),
  /** Transcripts marked for their low confidence. */
  low_confidence: z.number().default(0),
  /** Stretches that transcripts leave out, by `reason/outcome`. */
  left_out: z.record(z.string(), z.number()).default({}),
  pauses: z.number().default(0),
  /** Of pauses that have ended. */
  paused_sec: z.number().default(0),
  /** Transcripts that the edge had acknowledged and did not have when it was asked. */
  receipts_missing: z.number().default(0),
});
export type Totals = z.infer<typeof totalsSchema>;

const SUM_OF_RUNS = `
  SELECT coalesce(sum(transcribed), 0) AS transcribed, coalesce(sum(skipped), 0) AS skipped,
         coalesce(sum(failed), 0) AS failed, coalesce(sum(audio_sec), 0) AS audio_sec,
         coalesce(sum(low_confidence), 0) AS low_confidence,
         (SELECT count(*) FROM pause JOIN run USING (run_id) WHERE run.started_at < :before) AS pauses,
         (SELECT coalesce(sum(max(ended_at - pause.started_at, 0)), 0) FROM pause JOIN run USING (run_id)
           WHERE run.started_at < :before) / 1000.0 AS paused_sec
    FROM run WHERE started_at < :before`;

/** Everything that was ever done, across restarts and deletions. */
export function readTotals(db: DatabaseSync): Totals {
  return plus(keptTotals(db), sumOfRuns(db, Number.MAX_SAFE_INTEGER));
}

/** Adds to what is counted apart from runs; call it in the transaction that does what is counted. */
export function addToTotals(db: DatabaseSync, more: Partial<Totals>): void {
  rememberValue(db, NAME, plus(keptTotals(db), totalsSchema.parse(more)));
}

/** Keeps what the runs begun before `before` did; call it in the transaction that deletes exactly those. */
export function keepTotalsOfRuns(db: DatabaseSync, before: number): void {
  addToTotals(db, sumOfRuns(db, before));
}

function keptTotals(db: DatabaseSync): Totals {
  return rememberedValue(db, NAME, totalsSchema) ?? totalsSchema.parse({});
}

function sumOfRuns(db: DatabaseSync, before: number): Totals {
  const left_out = Object.fromEntries(
    leftOutBefore(db, before).map(({ reason, outcome, stretches }) => [
      `${reason}/${outcome}`,
      stretches,
    ]),
  );
  return totalsSchema.parse({ ...db.prepare(SUM_OF_RUNS).get({ before }), left_out });
}

function plus(a: Totals, b: Totals): Totals {
  return {
    transcribed: a.transcribed + b.transcribed,
    skipped: a.skipped + b.skipped,
    failed: a.failed + b.failed,
    audio_sec: a.audio_sec + b.audio_sec,
    low_confidence: a.low_confidence + b.low_confidence,
    left_out: plusEach(a.left_out, b.left_out),
    pauses: a.pauses + b.pauses,
    paused_sec: a.paused_sec + b.paused_sec,
    receipts_missing: a.receipts_missing + b.receipts_missing,
  };
}

function plusEach(a: Totals["left_out"], b: Totals["left_out"]): Totals["left_out"] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}
