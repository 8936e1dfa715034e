import * as z from "zod";

/** Where a call stands on the premises; the names are those of the on-prem queue's state machine. */
export const recordingStateSchema = z.enum([
  "found",
  "waiting_file",
  "pending",
  "transcribing",
  "transcribed",
  "skipped",
  "failed",
  "lost",
]);
export type RecordingState = z.infer<typeof recordingStateSchema>;

export const skipReasonSchema = z.enum(["too_short", "no_speech", "not_an_agent", "duplicate"]);
export type SkipReason = z.infer<typeof skipReasonSchema>;

export const localDateSchema = z.iso.date();

const shortText = (max: number) => z.string().trim().min(1).max(max);

/**
 * One call as the agent knows it: identity `site + recording_id`, times in UTC, `local_date` in the site's zone.
 * A call is sent again whenever its state changes; the edge keeps the newest.
 */
export const callSchema = z.object({
  recording_id: shortText(64),
  uniqueid: shortText(64).nullable(),
  agent_user: shortText(64).nullable(),
  agent_name: shortText(120).nullable(),
  campaign_id: shortText(64).nullable(),
  /** The disposition the agent chose, such as SALE or RESOLV. */
  call_status: shortText(32).nullable(),
  started_at: z.iso.datetime(),
  local_date: localDateSchema,
  /** Seconds of audio; null until the file has been probed. */
  duration_sec: z.number().nonnegative().max(86_400).nullable(),
  state: recordingStateSchema,
  /** A skipped call's SkipReason, so that they can be counted; for a failed or lost one words for a person. */
  state_reason: shortText(500).nullable(),
});
export type Call = z.infer<typeof callSchema>;

export const MAX_CALLS_PER_BATCH = 200;

/** Body of `POST /ingest/calls`. Items are parsed one by one, so that one bad item never rejects the others. */
export const callBatchSchema = z.object({
  site_id: shortText(64),
  calls: z.array(z.unknown()).min(1).max(MAX_CALLS_PER_BATCH),
});
export type CallBatch = { site_id: string; calls: Call[] };
