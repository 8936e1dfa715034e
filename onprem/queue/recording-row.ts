import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";

/** A row of the queue; schema/0002_sources_and_nights.sql says what the columns mean. */
export const recordingRowSchema = z.object({
  recording_id: z.string(),
  /** Null until the source has found the file. */
  path: z.string().nullable(),
  source_ref: z.string().nullable(),
  uniqueid: z.string().nullable(),
  call_group: z.string().nullable(),
  direction: z.enum(["inbound", "outbound"]).nullable(),
  agent_user: z.string().nullable(),
  agent_name: z.string().nullable(),
  campaign_id: z.string().nullable(),
  call_status: z.string().nullable(),
  started_at: z.number(),
  local_date: z.string(),
  expected_sec: z.number().nullable(),
  duration_sec: z.number().nullable(),
  state: recordingStateSchema,
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  attempts: z.number(),
  interruptions: z.number(),
});
export type RecordingRow = z.infer<typeof recordingRowSchema>;

/** A row from `pending` on: its file has been found, and `likely_sec` is how much audio it is taken to hold. */
export const claimedRowSchema = recordingRowSchema.extend({
  path: z.string(),
  likely_sec: z.number(),
});
export type ClaimedRecording = z.infer<typeof claimedRowSchema>;
