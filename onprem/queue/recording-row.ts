import * as z from "zod";

import { recordingStateSchema, type Call } from "#shared/contracts/call.ts";

/** A row of the queue; see schema/0001_queue.sql for what the columns mean. */
export const recordingRowSchema = z.object({
  recording_id: z.string(),
  path: z.string(),
  uniqueid: z.string().nullable(),
  agent_user: z.string().nullable(),
  agent_name: z.string().nullable(),
  campaign_id: z.string().nullable(),
  call_status: z.string().nullable(),
  started_at: z.number(),
  local_date: z.string(),
  duration_sec: z.number().nullable(),
  state: recordingStateSchema,
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  attempts: z.number(),
  interruptions: z.number(),
});
export type RecordingRow = z.infer<typeof recordingRowSchema>;

/** The row as the edge is told of it. */
export function toCall(row: RecordingRow): Call {
  return {
    recording_id: row.recording_id,
    uniqueid: row.uniqueid,
    agent_user: row.agent_user,
    agent_name: row.agent_name,
    campaign_id: row.campaign_id,
    call_status: row.call_status,
    started_at: new Date(row.started_at).toISOString(),
    local_date: row.local_date,
    duration_sec: row.duration_sec,
    state: row.state,
    state_reason: row.state === "skipped" ? row.reason_code : row.reason,
  };
}
