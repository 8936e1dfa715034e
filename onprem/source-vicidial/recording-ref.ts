import * as z from "zod";

/**
 * What is kept of a recording_log row (recording.source_ref of the queue) so that its file can be looked for again:
 * `filename` and `location` as ViciDial last wrote them, `server_ip` of the dialer, `start_date` the local date of
 * start_time (YYYY-MM-DD), as ViciDial's dated folders are named.
 */
export const recordingRefSchema = z.object({
  filename: z.string(),
  location: z.string().nullable(),
  server_ip: z.string(),
  start_date: z.string(),
  start_epoch: z.number(),
  /** Which stereo or parallel copy of the call it is (recording_log.extension, such as SPFR); none for the usual mix. */
  stereo_code: z.string().optional(),
});
export type RecordingRef = z.infer<typeof recordingRefSchema>;
