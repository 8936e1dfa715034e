import * as z from "zod";

import type { Database } from "../db/client.ts";
import { addMark, type MarkSum } from "../qa-api/averages.ts";
import type { Period } from "../qa-api/period.ts";
import { criterionMarks } from "../qa-api/score-list.repository.ts";
import { marksTextSchema } from "../qa-api/stored-marks.ts";
import type { AgentSums, TeamMarks } from "../qa-api/team-stats.repository.ts";
import { pooledSpread } from "./interval.ts";
import { groupOf, type TeamPeriod } from "./team-period.ts";

/** Two rows are read for each at most. */
export const MOST_CAMPAIGN_SCORES = 900;

const rowSchema = z.object({
  localDate: z.string(),
  agentUser: z.string().nullable(),
  total: z.number().nullable(),
  flagged: z.int(),
  isSample: z.int(),
  marks: marksTextSchema,
});

const NAMES = `
  SELECT value AS agentUser, (
    SELECT c.agent_name FROM call AS c INDEXED BY call_by_agent
    WHERE c.site_id = ?1 AND c.agent_user = value
    ORDER BY c.local_date DESC, c.started_at DESC LIMIT 1) AS agentName
  FROM json_each(?2)`;
const nameSchema = z.object({ agentUser: z.string(), agentName: z.string().nullable() });

export type CampaignTeam = {
  period: TeamPeriod;
  marks: TeamMarks;
  /** The first date that is counted, where the period has more scores than are read; null where all are. */
  countedFrom: string | null;
  sampleCalls: number;
};

/** A campaign's agents from its newest scores of a period. */
export async function readCampaignTeam(
  db: Database,
  siteId: string,
  campaignId: string,
  { from, to }: Period,
): Promise<CampaignTeam> {
  const { results } = await db.$client
    .prepare(
      `SELECT local_date AS localDate, agent_user AS agentUser, total, flagged, is_sample AS isSample, ${criterionMarks("criteria")} AS marks
       FROM score INDEXED BY score_by_campaign
       WHERE site_id = ?1 AND campaign_id = ?2 AND local_date BETWEEN ?3 AND ?4 AND is_current = 1
       ORDER BY local_date DESC, total DESC
       LIMIT ?5`,
    )
    .bind(siteId, campaignId, from, to, MOST_CAMPAIGN_SCORES)
    .all();
  const { scores, countedFrom } = wholeDays(z.array(rowSchema).parse(results));
  const byAgent = Map.groupBy(
    scores.filter((score) => score.agentUser !== null),
    (score) => score.agentUser ?? "",
  );
  const names = await readNames(db, siteId, [...byAgent.keys()]);
  const agents = [...byAgent].map(([agentUser, own]) =>
    sumScores(agentUser, names.get(agentUser) ?? null, own),
  );
  const all = totalsOf(scores);
  return {
    period: {
      agents,
      spread: pooledSpread(
        {
          calls: all.length,
          sum: all.reduce((sum, total) => sum + total, 0),
          sumSquares: all.reduce((sum, total) => sum + total ** 2, 0),
        },
        agents.map(groupOf),
      ),
    },
    marks: new Map([...byAgent].map(([agentUser, own]) => [agentUser, sumMarks(own)])),
    countedFrom,
    sampleCalls: scores.filter(({ isSample }) => isSample === 1).length,
  };
}

type ScoreRow = z.infer<typeof rowSchema>;

/** Of the oldest day only the best scores may have been read, so it is left out. */
function wholeDays(scores: ScoreRow[]) {
  const oldest = scores.at(-1)?.localDate;
  if (scores.length < MOST_CAMPAIGN_SCORES || oldest === scores[0]?.localDate) {
    return { scores, countedFrom: null };
  }
  const whole = scores.filter(({ localDate }) => localDate !== oldest);
  return { scores: whole, countedFrom: whole.at(-1)?.localDate ?? null };
}

const totalsOf = (scores: readonly ScoreRow[]) =>
  scores.flatMap(({ total }) => (total === null ? [] : [total]));

function sumScores(
  agentUser: string,
  agentName: string | null,
  scores: readonly ScoreRow[],
): AgentSums {
  const totals = totalsOf(scores);
  return {
    agentUser,
    agentName,
    scoredCalls: totals.length,
    flaggedCalls: scores.filter(({ flagged }) => flagged === 1).length,
    sumTotal: totals.reduce((sum, total) => sum + total, 0),
    minTotal: totals.length === 0 ? null : Math.min(...totals),
    maxTotal: totals.length === 0 ? null : Math.max(...totals),
  };
}

function sumMarks(scores: readonly ScoreRow[]): ReadonlyMap<string, MarkSum> {
  const sums = new Map<string, MarkSum>();
  for (const [criterionId, mark] of scores.flatMap(({ marks }) => Object.entries(marks))) {
    if (mark !== "NA") addMark(sums, { criterionId, marked: 1, sumMark: Number(mark) });
  }
  return sums;
}

async function readNames(
  db: Database,
  siteId: string,
  agentUsers: readonly string[],
): Promise<Map<string, string | null>> {
  const { results } = await db.$client
    .prepare(NAMES)
    .bind(siteId, JSON.stringify(agentUsers))
    .all();
  return new Map(
    z
      .array(nameSchema)
      .parse(results)
      .map(({ agentUser, agentName }) => [agentUser, agentName]),
  );
}
