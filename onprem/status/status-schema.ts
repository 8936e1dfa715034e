import * as z from "zod";

import { agentVersionsSchema } from "#shared/contracts/agent-versions.ts";
import { recordingStateSchema } from "#shared/contracts/call.ts";
import { leftOutSchema } from "#shared/contracts/transcript.ts";

const count = z.int().nonnegative();
const time = z.iso.datetime();

const health = z.object({ at: time.nullable(), problem: z.string().nullable() });

/** What `nightshift status --json` prints. Fields are added, never renamed or removed; null is "not known". */
export const statusSchema = z.object({
  at: time,
  site_id: z.string(),
  time_zone: z.string(),
  /** Whether the services are at work on this queue now. */
  running: z.object({ watch: z.boolean().nullable(), transcribe: z.boolean().nullable() }),
  queue: z.object({
    total: count,
    /** Every state, also those without recordings. */
    by_state: z.record(recordingStateSchema, count),
    /** Why recordings wait, were skipped, failed or are lost; the most frequent first. */
    reasons: z.array(
      z.object({ state: recordingStateSchema, reason_code: z.string().nullable(), count }),
    ),
  }),
  /** What waits to be transcribed, as far as sizes tell. */
  backlog: z.object({
    recordings: count,
    audio_sec: z.number().nonnegative(),
    /** Seconds of audio one worker transcribes in a second, from recent runs. */
    speed: z.number().positive().nullable(),
    workers: count.nullable(),
    /** With all workers, pauses left out. */
    work_sec: z.number().nonnegative().nullable(),
    /** Whole nights of the configured window. */
    nights: count.nullable(),
  }),
  last_run: z
    .object({
      started_at: time,
      finished_at: time.nullable(),
      /** Null while it runs, or when it was killed. */
      ended_by: z.string().nullable(),
      workers: count,
      transcribed: count,
      skipped: count,
      failed: count,
      audio_sec: z.number().nonnegative(),
      work_sec: z.number().nonnegative(),
      speed: z.number().positive().nullable(),
      /** Transcripts whose confidence is below whisper.low_confidence_below. */
      low_confidence: count,
      /** What the run's transcripts leave out; the most frequent first. */
      left_out: z.array(
        leftOutSchema
          .pick({ reason: true, outcome: true })
          .extend({ count, total_sec: z.number().nonnegative() }),
      ),
      pauses: z.object({
        count,
        total_sec: z.number().nonnegative(),
        by_cause: z.array(
          z.object({ cause: z.string(), count, total_sec: z.number().nonnegative() }),
        ),
      }),
    })
    .nullable(),
  /** Languages in which only numbers written in figures are taken out of transcripts, and where they are spoken. */
  unread_languages: z.array(z.object({ language: z.string(), where: z.array(z.string()) })),
  outbox: z.object({
    waiting: count,
    oldest_at: time.nullable(),
    refused: count,
    refused_reasons: z.array(z.object({ reason: z.string(), count })),
  }),
  /** When `watch` or `once` last read the recordings and last reached the edge, and what is wrong since then. */
  last_success: z.object({ source: health, edge: health }),
  /** What the edge last said of agents' versions; null when it never did. */
  versions: z.object({ agent: z.string(), edge: agentVersionsSchema.nullable() }),
  disk: z.object({
    state_folder: z.string(),
    state_bytes: z.number().nonnegative(),
    free_bytes: z.number().nonnegative().nullable(),
    /** Nothing new is transcribed below this. */
    min_free_bytes: z.number().nonnegative(),
  }),
});

export type Status = z.infer<typeof statusSchema>;
export type Health = z.infer<typeof health>;
