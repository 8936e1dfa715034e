import * as z from "zod";

import type { Database } from "../db/client.ts";
import type { Period } from "../qa-api/period.ts";
import { scoredCriterionSchema } from "../scoring/judging/scored-criterion.ts";

const rowSchema = z.object({
  recordingId: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  criteria: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? [] : JSON.parse(text)))
    .pipe(z.array(scoredCriterionSchema)),
});
/** A call's marks with their reasons; none where it has no score. */
export type JudgedCall = z.infer<typeof rowSchema>;

/** What was marked, and why, on an agent's newest `limit` calls of a period, newest first: three rows read for each at most. */
export async function readNewestMarks(
  db: Database,
  siteId: string,
  agentUser: string,
  { from, to }: Period,
  limit: number,
): Promise<JudgedCall[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT recording_id AS recordingId, started_at AS startedAt, (
         SELECT s.criteria FROM score AS s
         WHERE s.site_id = call.site_id AND s.recording_id = call.recording_id AND s.is_current = 1
         ORDER BY s.version DESC LIMIT 1) AS criteria
       FROM call INDEXED BY call_by_agent
       WHERE site_id = ?1 AND agent_user = ?2 AND local_date BETWEEN ?3 AND ?4
       ORDER BY local_date DESC, started_at DESC, recording_id DESC
       LIMIT ?5`,
    )
    .bind(siteId, agentUser, from, to, limit)
    .all();
  return z.array(rowSchema).parse(results);
}
