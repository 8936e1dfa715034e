import * as z from "zod";

import type { Database } from "../db/client.ts";

const clipSchema = z.object({
  place: z.number(),
  recordingId: z.string(),
  fromSegment: z.number(),
  toSegment: z.number(),
  fromSec: z.number(),
  toSec: z.number(),
  criterionId: z.string().nullable(),
  note: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number().nullable(),
  /** The lines; none where the words of the call were removed. */
  lines: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(
      z.array(
        z.object({
          text: z.string(),
          start_sec: z.number(),
          speaker: z.enum(["agent", "customer"]).nullable(),
        }),
      ),
    ),
});
export type StoredClip = z.infer<typeof clipSchema>;

/** A task's clips in their order, with their words cut out of the transcripts by D1: no whole transcript is sent. */
export async function readClips(db: Database, taskId: string): Promise<StoredClip[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT clip.place, clip.recording_id AS recordingId, clip.from_segment AS fromSegment,
              clip.to_segment AS toSegment, clip.from_sec AS fromSec, clip.to_sec AS toSec,
              clip.criterion_id AS criterionId, clip.note, call.started_at AS startedAt,
              (SELECT json_group_array(json(line.value)) FROM json_each(t.segments) AS line
               WHERE line.key BETWEEN clip.from_segment AND clip.to_segment) AS lines
       FROM coaching_clip AS clip
       LEFT JOIN call ON call.site_id = clip.site_id AND call.recording_id = clip.recording_id
       LEFT JOIN transcript AS t ON t.site_id = clip.site_id AND t.recording_id = clip.recording_id
         AND t.version = clip.transcript_version
       WHERE clip.task_id = ?1
       ORDER BY clip.place`,
    )
    .bind(taskId)
    .all();
  return z.array(clipSchema).parse(results);
}
