import * as z from "zod";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import type { Database } from "../db/client.ts";

export type KnownCriterion = { id: string; name: string };

const cardSchema = z.object({ criteria: z.array(z.object({ id: z.string(), name: z.string() })) });
const MOST_CARDS = 20;

/** The criteria by which a site's calls are judged now: those of the default card, then of the cards that are assigned. */
export async function readAssignedCriteria(
  db: Database,
  siteId: string,
): Promise<KnownCriterion[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT DISTINCT v.content FROM scorecard_assignment AS a
       CROSS JOIN scorecard_version AS v
         ON v.site_id = a.site_id AND v.scorecard_id = a.scorecard_id AND v.version = a.version
       WHERE a.site_id = ?1 LIMIT ${MOST_CARDS}`,
    )
    .bind(siteId)
    .all<{ content: string }>();
  const names = new Map(defaultScorecard.criteria.map(({ id, name }) => [id, name]));
  for (const { content } of results) {
    for (const { id, name } of cardSchema.parse(JSON.parse(content)).criteria) {
      if (!names.has(id)) names.set(id, name);
    }
  }
  return [...names].map(([id, name]) => ({ id, name }));
}
