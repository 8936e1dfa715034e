import { and, asc, eq, isNull, ne } from "drizzle-orm";
import * as z from "zod";

import { person } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import type { Period } from "../qa-api/period.ts";

/** Sites have fewer people who review. */
const MOST_PEOPLE = 200;
/** Calls from which a sample is drawn: each is as likely as any other of the newest so many that match. */
export const MOST_CANDIDATES = 5000;

const candidateSchema = z.object({
  recordingId: z.string(),
  scoreVersion: z.number(),
  scorecardId: z.string(),
  scorecardVersion: z.number(),
  /** 0 when its words were removed. */
  hasText: z.int().transform((value) => value === 1),
});
/** A scored call that could be marked in a round. */
export type Candidate = z.infer<typeof candidateSchema>;

const COLUMNS = `
  s.recording_id AS recordingId, s.version AS scoreVersion, s.scorecard_id AS scorecardId,
  s.scorecard_version AS scorecardVersion, t.text_removed_at IS NULL AS hasText`;
const ITS_TRANSCRIPT = `
  JOIN transcript AS t ON t.site_id = s.site_id AND t.recording_id = s.recording_id AND t.version = s.transcript_version`;

export type SampleFilter = {
  period: Period;
  campaignId: string | null;
  /** Totals, both ends included. */
  fromScore: number;
  toScore: number;
};

/** The rowids of the newest scores that match: from an index alone, a row read for each. */
export async function readScoreRows(
  db: Database,
  siteId: string,
  { period, campaignId, fromScore, toScore }: SampleFilter,
): Promise<number[]> {
  const [index, ofCampaign] =
    campaignId === null ? ["score_by_date", ""] : ["score_by_campaign", "AND campaign_id = ?6"];
  const { results } = await db.$client
    .prepare(
      `SELECT rowid AS at FROM score INDEXED BY ${index}
       WHERE site_id = ?1 AND is_current = 1 AND local_date BETWEEN ?2 AND ?3 AND total BETWEEN ?4 AND ?5 ${ofCampaign}
       ORDER BY local_date DESC LIMIT ${MOST_CANDIDATES}`,
    )
    .bind(
      siteId,
      period.from,
      period.to,
      fromScore,
      toScore,
      ...(campaignId === null ? [] : [campaignId]),
    )
    .all();
  return z
    .array(z.object({ at: z.number() }))
    .parse(results)
    .map(({ at }) => at);
}

/** The scores of these rows, in the same order. */
export async function readCandidatesByRow(
  db: Database,
  rowids: readonly number[],
): Promise<Candidate[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM json_each(?1) AS wanted CROSS JOIN score AS s ON s.rowid = wanted.value ${ITS_TRANSCRIPT}
       ORDER BY wanted.key`,
    )
    .bind(JSON.stringify(rowids))
    .all();
  return z.array(candidateSchema).parse(results);
}

/** The current scores of these calls, in the same order; those that have none are left out. */
export async function readCandidates(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<Candidate[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM json_each(?2) AS wanted
       CROSS JOIN score AS s ON s.site_id = ?1 AND s.recording_id = wanted.value AND s.is_current = 1 ${ITS_TRANSCRIPT}
       ORDER BY wanted.key`,
    )
    .bind(siteId, JSON.stringify(recordingIds))
    .all();
  return z.array(candidateSchema).parse(results);
}

/** Who may rate: a site's people who review and are not disabled, by name. */
export function listReviewers(
  db: Database,
  siteId: string,
): Promise<{ id: string; name: string; role: string }[]> {
  return db
    .select({ id: person.id, name: person.name, role: person.role })
    .from(person)
    .where(and(eq(person.siteId, siteId), ne(person.role, "agent"), isNull(person.disabledAt)))
    .orderBy(asc(person.name), asc(person.id))
    .limit(MOST_PEOPLE);
}
