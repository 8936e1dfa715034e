import * as z from "zod";

import type { Database } from "../db/client.ts";
import type { Period } from "../qa-api/period.ts";
import { criterionMarks } from "../qa-api/score-list.repository.ts";
import { marksTextSchema } from "../qa-api/stored-marks.ts";

const rowSchema = z.object({
  recordingId: z.string(),
  isBlind: z.int().transform((value) => value === 1),
  /** The person's. */
  marks: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.string())),
  total: z.number().nullable(),
  flagged: z.int().transform((value) => value === 1),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  judgeMarks: marksTextSchema,
  judgeTotal: z.number().nullable(),
  judgeFlagged: z.int().transform((value) => value === 1),
});
/** A person's review with the score it stands beside. */
export type ReviewedScore = z.infer<typeof rowSchema>;

/**
 * The current reviews of a period's calls, each with the score that was current when it was written, of the newest calls
 * first: at most `limit`, two rows read for each. Reviews of calls that no judge could score are left out.
 */
export async function readReviewedScores(
  db: Database,
  siteId: string,
  period: Period,
  limit: number,
): Promise<ReviewedScore[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT r.recording_id AS recordingId, r.is_blind AS isBlind, r.marks, r.total, r.flagged, r.created_at AS createdAt,
              s.provider, s.model, s.prompt_version AS promptVersion, ${criterionMarks("s.criteria")} AS judgeMarks,
              s.total AS judgeTotal, s.flagged AS judgeFlagged
       FROM review AS r INDEXED BY review_by_date
       CROSS JOIN score AS s
         ON s.site_id = r.site_id AND s.recording_id = r.recording_id AND s.version = r.score_version
       WHERE r.site_id = ?1 AND r.is_current = 1 AND r.local_date BETWEEN ?2 AND ?3
       ORDER BY r.local_date DESC
       LIMIT ?4`,
    )
    .bind(siteId, period.from, period.to, limit)
    .all();
  return z.array(rowSchema).parse(results);
}
