import * as z from "zod";

import { recordingStateSchema } from "./call.ts";

/**
 * Body of `POST /ingest/heartbeat`. What was added after the first version is optional, and the edge leaves out what it
 * does not know, so that an agent and an edge of different versions understand each other.
 */
export const heartbeatSchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  agent_version: z.string().min(1).max(32),
  host: z.string().min(1).max(120),
  sent_at: z.iso.datetime(),
  /** Recordings in the on-prem queue, by state; absent states count zero. */
  queue: z.partialRecord(recordingStateSchema, z.int().nonnegative()),
  outbox_depth: z.int().nonnegative(),
  /** Uploads that the edge refused and that wait for `nightshift retry`. */
  outbox_refused: z.int().nonnegative().optional(),
  model: z.string().max(120).nullable(),
  disk_free_bytes: z.number().nonnegative().nullable(),
  last_run: z
    .object({
      started_at: z.iso.datetime(),
      finished_at: z.iso.datetime().nullable(),
      transcribed: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      audio_sec: z.number().nonnegative(),
      skipped: z.int().nonnegative().optional(),
      /** How often, and for how many seconds together, the guard stopped it for production's sake. */
      pauses: z.int().nonnegative().optional(),
      paused_sec: z.number().nonnegative().optional(),
    })
    .nullable(),
  /** Seconds since the resident agent was started; left out by a single run. */
  watch_uptime_sec: z.number().nonnegative().optional(),
  /** Why recordings cannot be looked for, and since when; null while they can. */
  source_error: z
    .object({ code: z.string().min(1).max(64), since: z.iso.datetime() })
    .nullable()
    .optional(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;
