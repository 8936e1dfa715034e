import * as z from "zod";

import { verdictSchema } from "#shared/contracts/reviews.ts";

import type { Database } from "../db/client.ts";
import type { Period } from "./period.ts";

const flag = z.int().transform((value) => value === 1);

const listedReviewSchema = z.object({
  recordingId: z.string(),
  localDate: z.string(),
  agentUser: z.string().nullable(),
  campaignId: z.string().nullable(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  reviewerName: z.string(),
  isBlind: flag,
  cause: z.enum(["review", "dispute"]),
  total: z.number().nullable(),
  flagged: flag,
  flagReason: z.string().nullable(),
  verdict: verdictSchema.nullable(),
  comment: z.string(),
  judgeTotal: z.number().nullable(),
});
export type ListedReview = z.infer<typeof listedReviewSchema>;

/** The reviews that count of a period's calls, or of one agent's, newest calls first: three rows read for each at most. */
export async function readListedReviews(
  db: Database,
  siteId: string,
  list: { period: Period; agentUser: string | null; limit: number },
): Promise<ListedReview[]> {
  const { period, agentUser, limit } = list;
  const [index, ofAgent] =
    agentUser === null
      ? ["review_by_date", "?5 IS NULL"]
      : ["review_by_agent", "r.agent_user = ?5"];
  const { results } = await db.$client
    .prepare(
      `SELECT r.recording_id AS recordingId, r.local_date AS localDate, r.agent_user AS agentUser, r.campaign_id AS campaignId,
              r.created_at AS createdAt, p.name AS reviewerName, r.is_blind AS isBlind, r.cause, r.total, r.flagged,
              r.flag_reason AS flagReason, r.verdict, r.comment, s.total AS judgeTotal
       FROM review AS r INDEXED BY ${index}
       CROSS JOIN person AS p ON p.id = r.reviewer_id
       LEFT JOIN score AS s
         ON s.site_id = r.site_id AND s.recording_id = r.recording_id AND s.version = r.score_version
       WHERE r.site_id = ?1 AND r.is_current = 1 AND r.local_date BETWEEN ?2 AND ?3 AND ${ofAgent}
       ORDER BY r.local_date DESC
       LIMIT ?4`,
    )
    .bind(siteId, period.from, period.to, limit, agentUser)
    .all();
  return z.array(listedReviewSchema).parse(results);
}
