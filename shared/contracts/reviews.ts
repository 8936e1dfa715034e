import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "../scorecard/scorecard.ts";
import { markSchema } from "../scoring/score-call.ts";

/*
 * What people say of calls. A review stands beside the judge's score and never changes it; where one figure is shown, the
 * newest review of a call wins.
 */

/** Why people should look at a call, the weightiest first. */
export const REVIEW_REASONS = [
  "disputed",
  "auto_fail",
  "needs_person",
  "injection",
  "flagged",
  "low_confidence",
  "outlier",
  "sample",
] as const;
export const reviewReasonSchema = z.enum(REVIEW_REASONS);
export type ReviewReason = z.infer<typeof reviewReasonSchema>;

/** Higher comes first in the queue. */
export const REVIEW_PRIORITY: Readonly<Record<ReviewReason, number>> = {
  disputed: 100,
  auto_fail: 90,
  needs_person: 80,
  injection: 70,
  flagged: 60,
  low_confidence: 40,
  outlier: 30,
  sample: 20,
};

/** How long a call is kept for whoever claimed it, in minutes. */
export const CLAIM_MINUTES = 30;

/** What a person makes of a call as a whole, the best first: a word beside the score, which no word changes. */
export const VERDICTS = ["good", "acceptable", "needs_coaching", "unacceptable"] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

const commentSchema = z.string().trim().max(2000);

/** What a person says of a call; marks for every criterion of the card, no more and no less. */
export const newReviewSchema = z.strictObject({
  marks: z.record(criterionIdSchema, markSchema),
  comments: z.record(criterionIdSchema, commentSchema).default({}),
  /** The auto-fail items that the person finds in the call; the judge's that are missing are cleared. */
  auto_fails: z.array(autoFailIdSchema).max(20).default([]),
  comment: commentSchema.default(""),
  /** Null: the marks say it all. */
  verdict: verdictSchema.nullable().default(null),
  /** Whether the judge's marks were hidden from the person until now. */
  is_blind: z.boolean().default(false),
});
export type NewReview = z.infer<typeof newReviewSchema>;
