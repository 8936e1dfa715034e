import { and, desc, eq, isNotNull } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { call } from "../db/schema.ts";
import type { Period } from "./period.ts";

/** The name an agent had on their latest call; null when there is none. */
export async function readAgentName(
  db: Database,
  siteId: string,
  agentUser: string,
): Promise<string | null> {
  const [row] = await db
    .select({ agentName: call.agentName })
    .from(call)
    .where(and(eq(call.siteId, siteId), eq(call.agentUser, agentUser), isNotNull(call.agentName)))
    .orderBy(desc(call.localDate), desc(call.startedAt))
    .limit(1);
  return row?.agentName ?? null;
}

/** From one campaign to the next along the primary key, so that as many rows are read as there are campaigns. */
const CAMPAIGNS = `
  WITH RECURSIVE campaign (id) AS (
    SELECT min(campaign_id) FROM daily_stat WHERE site_id = ?1 AND agent_user = '' AND campaign_id > ''
    UNION ALL
    SELECT (SELECT min(campaign_id) FROM daily_stat
            WHERE site_id = ?1 AND agent_user = '' AND campaign_id > campaign.id)
    FROM campaign WHERE id IS NOT NULL
  )
  SELECT id FROM campaign
  WHERE id IS NOT NULL AND EXISTS (
    SELECT 1 FROM daily_stat
    WHERE site_id = ?1 AND agent_user = '' AND campaign_id = campaign.id AND local_date BETWEEN ?2 AND ?3)
  ORDER BY id`;

/** The campaigns that had calls in a period. */
export async function readCampaignIds(
  db: Database,
  siteId: string,
  period: Period,
): Promise<string[]> {
  const { results } = await db.$client
    .prepare(CAMPAIGNS)
    .bind(siteId, period.from, period.to)
    .all<{ id: string }>();
  return results.map((row) => row.id);
}
