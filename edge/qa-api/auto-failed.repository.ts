import * as z from "zod";

import type { Database } from "../db/client.ts";
import type { Period } from "./period.ts";

/** Flagged calls that are looked at; rollups do not keep why a call is flagged. */
const MOST_FLAGGED = 400;

const countSchema = z.object({ flagged: z.number(), autoFailed: z.number() });
/** Of so many flagged calls, those with an auto-fail. */
export type AutoFailed = z.infer<typeof countSchema>;

/** How many of a period's newest flagged calls have an auto-fail: a row read for each of at most 400. */
export async function countAutoFailed(
  db: Database,
  siteId: string,
  period: Period,
): Promise<AutoFailed> {
  const { results } = await db.$client
    .prepare(
      `SELECT count(*) AS flagged, coalesce(sum(auto_fails <> '[]'), 0) AS autoFailed FROM (
         SELECT auto_fails FROM score INDEXED BY score_flagged
         WHERE site_id = ?1 AND is_current = 1 AND flagged = 1 AND local_date BETWEEN ?2 AND ?3
         ORDER BY local_date DESC LIMIT ${MOST_FLAGGED})`,
    )
    .bind(siteId, period.from, period.to)
    .all();
  return countSchema.parse(results[0]);
}
