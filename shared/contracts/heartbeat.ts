import * as z from "zod";

import { recordingStateSchema } from "./call.ts";

/** Body of `POST /ingest/heartbeat`. */
export const heartbeatSchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  agent_version: z.string().min(1).max(32),
  host: z.string().min(1).max(120),
  sent_at: z.iso.datetime(),
  /** Recordings in the on-prem queue, by state; absent states count zero. */
  queue: z.partialRecord(recordingStateSchema, z.int().nonnegative()),
  outbox_depth: z.int().nonnegative(),
  model: z.string().max(120).nullable(),
  disk_free_bytes: z.number().nonnegative().nullable(),
  last_run: z
    .object({
      started_at: z.iso.datetime(),
      finished_at: z.iso.datetime().nullable(),
      transcribed: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      audio_sec: z.number().nonnegative(),
    })
    .nullable(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;
