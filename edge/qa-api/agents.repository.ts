import { and, asc, between, desc, eq, ne, sql } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { call, dailyStat, score } from "../db/schema.ts";
import type { Period } from "./period.ts";

export type AgentTotals = {
  agentUser: string;
  agentName: string | null;
  scoredCalls: number;
  sumTotal: number;
  minTotal: number | null;
  maxTotal: number | null;
  flaggedCalls: number;
};

/**
 * The name an agent had on their latest scored call; null when there is none. `is_current = 1` is written out, because
 * SQLite uses the partial index only when it can see the condition.
 */
export async function readAgentName(
  db: Database,
  siteId: string,
  agentUser: string,
): Promise<string | null> {
  const [row] = await db
    .select({ agentName: call.agentName })
    .from(score)
    .innerJoin(call, and(eq(call.siteId, score.siteId), eq(call.recordingId, score.recordingId)))
    .where(
      and(eq(score.siteId, siteId), eq(score.agentUser, agentUser), sql`${score.isCurrent} = 1`),
    )
    .orderBy(desc(score.localDate))
    .limit(1);
  return row?.agentName ?? null;
}

/** Every agent's scored calls of a period, summed from the rollup: a row per agent and day is read. */
export function readAgentTotals(db: Database, siteId: string, period: Period) {
  const latestName = sql<string | null>`(
    select c.agent_name
    from score s join call c on c.site_id = s.site_id and c.recording_id = s.recording_id
    where s.site_id = ${siteId} and s.agent_user = daily_stat.agent_user and s.is_current = 1
    order by s.local_date desc limit 1)`;
  return db
    .select({
      agentUser: dailyStat.agentUser,
      agentName: latestName,
      scoredCalls: sql<number>`sum(${dailyStat.scoredCalls})`,
      sumTotal: sql<number>`sum(${dailyStat.sumTotal})`,
      minTotal: sql<number | null>`min(${dailyStat.minTotal})`,
      maxTotal: sql<number | null>`max(${dailyStat.maxTotal})`,
      flaggedCalls: sql<number>`sum(${dailyStat.flaggedCalls})`,
    })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        between(dailyStat.localDate, period.from, period.to),
        ne(dailyStat.agentUser, ""),
        eq(dailyStat.campaignId, ""),
      ),
    )
    .groupBy(dailyStat.agentUser)
    .orderBy(asc(dailyStat.agentUser));
}

/** The campaigns that had calls in a period. */
export async function readCampaignIds(
  db: Database,
  siteId: string,
  period: Period,
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ campaignId: dailyStat.campaignId })
    .from(dailyStat)
    .where(
      and(
        eq(dailyStat.siteId, siteId),
        between(dailyStat.localDate, period.from, period.to),
        eq(dailyStat.agentUser, ""),
        ne(dailyStat.campaignId, ""),
      ),
    )
    .orderBy(asc(dailyStat.campaignId));
  return rows.map((row) => row.campaignId);
}
