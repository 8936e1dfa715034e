import type { Leaderboard } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { averageTotal, roundedTotal } from "./averages.ts";
import type { Period } from "./period.ts";
import { sumTeam } from "./sum-team.ts";
import { readTeamSpans, type AgentSums } from "./team-stats.repository.ts";

/** Agents with at least `minCalls` scored calls in the period, best average first. */
export async function rankAgents(
  db: Database,
  siteId: string,
  period: Period,
  minCalls: number,
): Promise<Leaderboard> {
  return rankTotals(sumTeam(await readTeamSpans(db, siteId, period)), minCalls);
}

/** Equal averages share a rank; among them more calls come first, then the lower agent id. */
export function rankTotals(totals: readonly AgentSums[], minCalls: number): Leaderboard {
  const rows = totals
    .filter((agent) => agent.scoredCalls >= minCalls)
    .map((agent) => ({
      agent_user: agent.agentUser,
      agent_name: agent.agentName,
      calls: agent.scoredCalls,
      avg_score: averageTotal(agent.sumTotal, agent.scoredCalls),
      min_score: roundedTotal(agent.minTotal),
      max_score: roundedTotal(agent.maxTotal),
      flagged: agent.flaggedCalls,
    }))
    .toSorted(
      (a, b) =>
        (b.avg_score ?? 0) - (a.avg_score ?? 0) ||
        b.calls - a.calls ||
        (a.agent_user < b.agent_user ? -1 : 1),
    );
  let rank = 1;
  return rows.map((row, at) => {
    if (row.avg_score !== rows[at - 1]?.avg_score) rank = at + 1;
    return { rank, ...row };
  });
}
