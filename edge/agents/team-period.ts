import type { Database } from "../db/client.ts";
import { readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import type { Period } from "../qa-api/period.ts";
import { sumDays } from "../qa-api/sum-days.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans, type AgentSums } from "../qa-api/team-stats.repository.ts";
import { pooledSpread, type Spread } from "./interval.ts";

/** All agents of a period, and how much calls differ around their own agent's average. */
export type TeamPeriod = { agents: AgentSums[]; spread: Spread | null };

/** The team of a period, and the site's days in it, from the rollups: a row for each day, and one for each week. */
export async function readTeamPeriod(
  db: Database,
  siteId: string,
  period: Period,
): Promise<TeamPeriod & { siteDays: DayStat[] }> {
  const [siteDays, spans] = await Promise.all([
    readDays(db, siteId, "site", period),
    readTeamSpans(db, siteId, period),
  ]);
  const agents = sumTeam(spans);
  const { scoredCalls: calls, sumTotal: sum, sumSquares } = sumDays(siteDays);
  return {
    agents,
    spread: pooledSpread({ calls, sum, sumSquares }, agents.map(groupOf)),
    siteDays,
  };
}

export const groupOf = (agent: Pick<AgentSums, "scoredCalls" | "sumTotal">) => ({
  calls: agent.scoredCalls,
  sum: agent.sumTotal,
});
