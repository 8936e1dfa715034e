import * as z from "zod";

import { DEFAULT_SCORECARD_ID } from "#shared/contracts/scorecards.ts";
import { scorecardContentSchema, type Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { cardOfCall, type CallCard } from "./card-of-call.ts";

/** What of a call says which card it has. */
export type CardOwner = {
  campaignId: string | null;
  score: { scorecardId: string; scorecardVersion: number } | null;
};

const cardRowSchema = z.object({
  id: z.string().nullable(),
  version: z.number().nullable(),
  content: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(scorecardContentSchema.nullable()),
});

const OF_SCORE = `
  SELECT scorecard_id AS id, version, content FROM scorecard_version
  WHERE site_id = ?1 AND scorecard_id = ?2 AND version = ?3`;

/** As scoring chooses: the campaign's, else the site's; a row without a version is the default card. */
const OF_CAMPAIGN = `
  SELECT v.scorecard_id AS id, v.version, v.content
  FROM scorecard_assignment AS a
  LEFT JOIN scorecard_version AS v
    ON v.site_id = a.site_id AND v.scorecard_id = a.scorecard_id AND v.version = a.version
  WHERE a.site_id = ?1 AND a.campaign_id IN (?2, '')
  ORDER BY a.campaign_id = '' LIMIT 1`;

/** The statement that finds a call's card: that of its score, else what its campaign is judged by. Null: the default one. */
export function cardStatement(
  client: D1Database,
  siteId: string,
  { score, campaignId }: CardOwner,
): D1PreparedStatement | null {
  if (score === null) return client.prepare(OF_CAMPAIGN).bind(siteId, campaignId ?? "");
  if (score.scorecardId === DEFAULT_SCORECARD_ID) return null;
  return client.prepare(OF_SCORE).bind(siteId, score.scorecardId, score.scorecardVersion);
}

/** The card in what `cardStatement` found. */
export function cardFromRows({ score }: CardOwner, rows: readonly unknown[]): CallCard {
  return cardOfCall(score, scorecardOf(rows[0]));
}

function scorecardOf(row: unknown): Scorecard | null {
  const parsed = cardRowSchema.optional().parse(row);
  if (parsed === undefined || parsed.id === null) return null;
  const { id, version, content } = parsed;
  return version === null || content === null ? null : { id, version, ...content };
}

/** A call's card; a person reviews by it too, since it is always one that is known in full. */
export async function readCardOfCall(
  db: Database,
  siteId: string,
  call: CardOwner,
): Promise<CallCard> {
  const statement = cardStatement(db.$client, siteId, call);
  if (statement === null) return cardOfCall(call.score, null);
  const { results } = await statement.all();
  return cardFromRows(call, results);
}
