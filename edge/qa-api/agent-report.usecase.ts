import type { AgentReport } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { readAgentName } from "./agents.repository.ts";
import { averageTotal, categoryAverages, roundedTotal } from "./averages.ts";
import { readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";
import { sumDays } from "./sum-days.ts";

/** One agent's period; null when the agent had no call in it. */
export async function reportAgent(
  db: Database,
  siteId: string,
  agentUser: string,
  period: Period,
): Promise<AgentReport | null> {
  // '' is the rollups' key for "all agents".
  if (agentUser === "") return null;
  const days = await readDays(db, siteId, { agentUser }, period);
  if (days.length === 0) return null;
  const sums = sumDays(days);
  return {
    agent_user: agentUser,
    agent_name: await readAgentName(db, siteId, agentUser),
    period_start: period.from,
    period_end: period.to,
    total_calls: sums.totalCalls,
    avg_score: averageTotal(sums.sumTotal, sums.scoredCalls),
    min_score: roundedTotal(sums.minTotal),
    max_score: roundedTotal(sums.maxTotal),
    flagged_calls: sums.flaggedCalls,
    category_averages: categoryAverages(days.flatMap((day) => day.marks)),
    trend: days.map((day) => ({
      date: day.localDate,
      calls: day.scoredCalls,
      avg_score: averageTotal(day.sumTotal, day.scoredCalls),
    })),
  };
}
