import * as z from "zod";

import { verdictSchema } from "#shared/contracts/reviews.ts";

import type { Database } from "../db/client.ts";
import type { Period } from "../qa-api/period.ts";

const flag = z.int().transform((value) => value === 1);

const reviewSchema = z.object({
  recordingId: z.string(),
  reviewerName: z.string(),
  /** Null when no criterion applied. */
  total: z.number().nullable(),
  /** The judge's, of the score that was reviewed; null where no judge could give one. */
  judgeTotal: z.number().nullable(),
  comment: z.string(),
  verdict: verdictSchema.nullable(),
  isBlind: flag,
  /** When the call began, epoch milliseconds. */
  startedAt: z.number(),
});
export type AgentReview = z.infer<typeof reviewSchema>;

/** What people said of an agent's calls of a period, newest calls first: five rows read for each at most. */
export async function readAgentReviews(
  db: Database,
  siteId: string,
  agentUser: string,
  { from, to }: Period,
  limit: number,
): Promise<AgentReview[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT r.recording_id AS recordingId, p.name AS reviewerName, r.total, s.total AS judgeTotal, r.comment,
              r.verdict, r.is_blind AS isBlind, c.started_at AS startedAt
       FROM review AS r INDEXED BY review_by_agent
       CROSS JOIN person AS p ON p.id = r.reviewer_id
       CROSS JOIN call AS c ON c.site_id = r.site_id AND c.recording_id = r.recording_id
       LEFT JOIN score AS s
         ON s.site_id = r.site_id AND s.recording_id = r.recording_id AND s.version = r.score_version
       WHERE r.site_id = ?1 AND r.agent_user = ?2 AND r.local_date BETWEEN ?3 AND ?4 AND r.is_current = 1
       ORDER BY r.local_date DESC
       LIMIT ?5`,
    )
    .bind(siteId, agentUser, from, to, limit)
    .all();
  return z.array(reviewSchema).parse(results);
}

const outcomeSchema = z.object({
  recordingId: z.string(),
  total: z.number().nullable(),
  flagReason: z.string().nullable(),
  /** Null where the person gave none. */
  verdict: verdictSchema.nullable(),
});
/** What people made of calls, by recording id: it wins where one score is shown. */
export type ReviewVerdicts = ReadonlyMap<string, z.infer<typeof outcomeSchema>>;

/** Which of these calls people have reviewed, and with what outcome. */
export async function readReviewVerdicts(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<ReviewVerdicts> {
  if (recordingIds.length === 0) return new Map();
  const { results } = await db.$client
    .prepare(
      `SELECT r.recording_id AS recordingId, r.total, r.flag_reason AS flagReason, r.verdict
       FROM json_each(?2) AS wanted
       CROSS JOIN review AS r INDEXED BY review_of_call ON r.site_id = ?1 AND r.recording_id = wanted.value
       WHERE r.is_current = 1`,
    )
    .bind(siteId, JSON.stringify(recordingIds))
    .all();
  return new Map(
    z
      .array(outcomeSchema)
      .parse(results)
      .map((outcome) => [outcome.recordingId, outcome]),
  );
}
