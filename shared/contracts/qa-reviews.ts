import * as z from "zod";

import { localDateSchema } from "./call.ts";
import { filterSchema, periodQuery, type PeriodBounds } from "./period-query.ts";
import { instantSchema, totalSchema } from "./qa-api.ts";
import { verdictSchema } from "./reviews.ts";

/* The list of reviews in the QA API: flat rows, newest calls first. */

export const REVIEW_LIST_BOUNDS: PeriodBounds = { minDays: 1, maxDays: 90, defaultDays: 7 };

export const reviewRowsSchema = z.array(
  z.strictObject({
    recording_id: z.string(),
    /** The call's, in the site's zone. */
    date: localDateSchema,
    agent_user: z.string().nullable(),
    campaign_id: z.string().nullable(),
    reviewed_at: instantSchema,
    reviewer: z.string(),
    /** The judge's marks were hidden from the reviewer. */
    blind: z.boolean(),
    answers_dispute: z.boolean(),
    total_score: totalSchema,
    flagged: z.boolean(),
    flag_reason: z.string().nullable(),
    /** What the reviewer makes of the call as a whole; null where they did not say. */
    verdict: verdictSchema.nullable(),
    comment: z.string(),
    /** Of the judge's score that was reviewed; null where no judge could give one. */
    judge_total_score: totalSchema,
  }),
);
export type ReviewRows = z.infer<typeof reviewRowsSchema>;

export const reviewsQuerySchema = z.object({
  ...periodQuery(REVIEW_LIST_BOUNDS),
  agent: filterSchema,
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
