import type { DailySummary } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { averageTotal, categoryAverages } from "./averages.ts";
import { readAgentDays, readDayCriteria, readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";

/** Fewer scored calls than this say nothing about who had the best day. */
const MIN_CALLS_TO_RANK = 3;

type AgentDay = { localDate: string; agentUser: string; scoredCalls: number; sumTotal: number };

/** The days of a period that have calls, newest first. */
export async function summariseDays(
  db: Database,
  siteId: string,
  period: Period,
): Promise<DailySummary> {
  const [days, criteria, agentDays] = await db.batch([
    readDays(db, siteId, "site", period),
    readDayCriteria(db, siteId, "site", period),
    readAgentDays(db, siteId, period, MIN_CALLS_TO_RANK),
  ]);
  const criteriaByDate = Map.groupBy(criteria, (row) => row.localDate);
  const agentsByDate = Map.groupBy(agentDays, (row) => row.localDate);
  return days.toReversed().map((day) => {
    const { top, bottom } = bestAndWorst(agentsByDate.get(day.localDate) ?? []);
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
      category_averages: categoryAverages(criteriaByDate.get(day.localDate) ?? []),
    };
  });
}

/** Of equal averages, the one over more calls comes first, then the lower agent id. */
function bestAndWorst(agents: readonly AgentDay[]) {
  const average = (agent: AgentDay) => agent.sumTotal / agent.scoredCalls;
  const tie = (a: AgentDay, b: AgentDay) =>
    b.scoredCalls - a.scoredCalls || (a.agentUser < b.agentUser ? -1 : 1);
  const top = agents.toSorted((a, b) => average(b) - average(a) || tie(a, b))[0];
  const bottom = agents.toSorted((a, b) => average(a) - average(b) || tie(a, b))[0];
  return { top, bottom };
}
