import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { rememberedValue, rememberValue } from "../queue/cursor-value.ts";
import { describeError } from "../telemetry/describe-error.ts";

/** What `watch` does again and again. */
export const STAGES = [
  "look",
  "delivery",
  "receipts",
  "forgotten",
  "heartbeat",
  "metrics",
  "housekeeping",
  "audio",
] as const;
export type Stage = (typeof STAGES)[number];

const stageHealthSchema = z.object({
  /** Epoch milliseconds; null when it never went well. */
  last_success_at: z.number().nullable(),
  /** What is wrong since when; null while it goes well. */
  error: z.object({ code: z.string(), message: z.string(), since: z.number() }).nullable(),
});
export type StageHealth = z.infer<typeof stageHealthSchema>;

/** A success is written down at most this often, for every write is a flush to the disk. */
const SUCCESS_EVERY_MS = 60_000;

/** How a stage of `watch`, or of `once`, goes; kept in the queue's database for `status`, the metrics and the heartbeat. */
export function readStageHealth(db: DatabaseSync, stage: Stage): StageHealth {
  return (
    rememberedValue(db, nameOf(stage), stageHealthSchema) ?? { last_success_at: null, error: null }
  );
}

export function noteStageSuccess(db: DatabaseSync, stage: Stage, now: number): void {
  const before = readStageHealth(db, stage);
  const since = now - (before.last_success_at ?? Number.NEGATIVE_INFINITY);
  if (before.error === null && since >= 0 && since < SUCCESS_EVERY_MS) return;
  rememberValue(db, nameOf(stage), { last_success_at: now, error: null } satisfies StageHealth);
}

/** Whatever was wrong is of no matter any more, without a success to speak of. */
export function noteNothingWrong(db: DatabaseSync, stage: Stage): void {
  const { last_success_at, error } = readStageHealth(db, stage);
  if (error === null) return;
  rememberValue(db, nameOf(stage), { last_success_at, error: null } satisfies StageHealth);
}

/** The last success stays known; an error that goes on keeps the time it began. */
export function noteStageFailure(
  db: DatabaseSync,
  stage: Stage,
  error: unknown,
  now: number,
): void {
  const before = readStageHealth(db, stage);
  const { code, message } = describeError(error);
  rememberValue(db, nameOf(stage), {
    last_success_at: before.last_success_at,
    error: { code, message, since: before.error?.since ?? now },
  } satisfies StageHealth);
}

const nameOf = (stage: Stage) => `watch_${stage}`;
