import * as z from "zod";

/** So many recordings fit into one request, whose whole work is one batch at the edge. */
export const MAX_FORGOTTEN_PER_REQUEST = 50;

/** Body of `POST /ingest/forget`: delete what there is of the callers in these recordings, and never take it in again. */
export const forgetRequestSchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  recording_ids: z.array(z.string().trim().min(1).max(64)).min(1).max(MAX_FORGOTTEN_PER_REQUEST),
});
export type ForgetRequest = z.infer<typeof forgetRequestSchema>;

const countSchema = z.int().nonnegative();
/** What there was of a recording, or of several together, when it was first deleted. */
export const removedCountsSchema = z.object({
  /** Calls that the edge knew; they stay as bare numbers. */
  calls: countSchema,
  transcripts: countSchema,
  /** Scores, which lost quotes, reasons, summaries and raw answers, and keep their marks. */
  scores: countSchema,
  /** Scoring jobs that were ended, with the opinions that they held. */
  jobs: countSchema,
  /** Calls in tries of scorecards, which lost their reasons. */
  tries: countSchema,
  reviews: countSchema,
  disputes: countSchema,
  coaching_clips: countSchema,
  calibration_marks: countSchema,
  notices: countSchema,
  /** Files of sound, which are out of reach at once and deleted within minutes. */
  sounds: countSchema,
});
export type RemovedCounts = z.infer<typeof removedCountsSchema>;

/** A tombstone: since `forgotten_at` (ISO time) nothing of the recording is taken in. The same answer at every repeat. */
export const forgottenRecordingSchema = z.object({
  recording_id: z.string(),
  forgotten_at: z.iso.datetime(),
  removed: removedCountsSchema,
});
export type ForgottenRecording = z.infer<typeof forgottenRecordingSchema>;

/** Answer to it: a tombstone for each recording that was named. */
export const forgetAnswerSchema = z.object({ forgotten: z.array(forgottenRecordingSchema) });
export type ForgetAnswer = z.infer<typeof forgetAnswerSchema>;

/** So many tombstones are named in one answer. */
export const MAX_FORGOTTEN_PER_PAGE = 1000;

/** Body of `POST /ingest/forgotten`: which recordings are forgotten? Those after `after`, "" for the first ones. */
export const forgottenQuerySchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  after: z.string().max(64),
});

/** Answer to it: a page of the site's tombstones in the order of their bytes (UTF-8), and whether there are others after it. */
export const forgottenPageSchema = z.object({
  recording_ids: z.array(z.string().min(1)).max(MAX_FORGOTTEN_PER_PAGE),
  more: z.boolean(),
});
export type ForgottenPage = z.infer<typeof forgottenPageSchema>;

/** Why an item of a batch about such a recording is rejected; an agent that still has its text deletes it then. */
export const FORGOTTEN_REASON =
  "forgotten: the data of this recording's caller was deleted on request";

export function addCounts(all: readonly RemovedCounts[]): RemovedCounts {
  const sum = (name: keyof RemovedCounts) => all.reduce((total, one) => total + one[name], 0);
  return {
    calls: sum("calls"),
    transcripts: sum("transcripts"),
    scores: sum("scores"),
    jobs: sum("jobs"),
    tries: sum("tries"),
    reviews: sum("reviews"),
    disputes: sum("disputes"),
    coaching_clips: sum("coaching_clips"),
    calibration_marks: sum("calibration_marks"),
    notices: sum("notices"),
    sounds: sum("sounds"),
  };
}
