import type { DailySummary } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { averageTotal, categoryAverages } from "./averages.ts";
import { readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";
import { readTeamDays, type AgentSums } from "./team-stats.repository.ts";

/** Fewer scored calls than this say nothing about who had the best day. */
const MIN_CALLS_TO_RANK = 3;

/** The days of a period that have calls, newest first. */
export async function summariseDays(
  db: Database,
  siteId: string,
  period: Period,
): Promise<DailySummary> {
  const [days, teams] = await Promise.all([
    readDays(db, siteId, "site", period),
    readTeamDays(db, siteId, period),
  ]);
  const teamByDate = new Map(teams.map((team) => [team.firstDate, team.agents]));
  return days.toReversed().map((day) => {
    const { top, bottom } = bestAndWorst(teamByDate.get(day.localDate) ?? []);
    return {
      date: day.localDate,
      total_calls: day.totalCalls,
      scored_calls: day.scoredCalls,
      avg_score: averageTotal(day.sumTotal, day.scoredCalls),
      flagged_calls: day.flaggedCalls,
      top_agent: top?.agentUser ?? null,
      top_score: top === undefined ? null : averageTotal(top.sumTotal, top.scoredCalls),
      bottom_agent: bottom?.agentUser ?? null,
      bottom_score: bottom === undefined ? null : averageTotal(bottom.sumTotal, bottom.scoredCalls),
      category_averages: categoryAverages(day.marks),
    };
  });
}

/** Of equal averages, the one over more calls comes first, then the lower agent id. */
function bestAndWorst(team: readonly AgentSums[]) {
  let top: AgentSums | undefined;
  let bottom: AgentSums | undefined;
  for (const agent of team) {
    if (agent.scoredCalls < MIN_CALLS_TO_RANK) continue;
    if (top === undefined || isAhead(agent, top, average(agent) - average(top))) top = agent;
    if (bottom === undefined || isAhead(agent, bottom, average(bottom) - average(agent))) {
      bottom = agent;
    }
  }
  return { top, bottom };
}

function average({ sumTotal, scoredCalls }: AgentSums): number {
  return sumTotal / scoredCalls;
}

function isAhead(agent: AgentSums, other: AgentSums, by: number): boolean {
  if (by !== 0) return by > 0;
  if (agent.scoredCalls !== other.scoredCalls) return agent.scoredCalls > other.scoredCalls;
  return agent.agentUser < other.agentUser;
}
