import type { Database } from "../db/client.ts";
import { readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import { periodBefore, type Period } from "../qa-api/period.ts";
import { sumDays } from "../qa-api/sum-days.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans, type AgentSums, type TeamSpan } from "../qa-api/team-stats.repository.ts";
import { pooledSpread, type Spread } from "./interval.ts";

/** All agents of a period, and how much calls differ around their own agent's average. */
export type TeamPeriod = { agents: AgentSums[]; spread: Spread | null };

/** The team of a period and of the one before, from the rollups: a row for each day of both, and one for each week. */
export async function readTeamPeriods(
  db: Database,
  siteId: string,
  period: Period,
): Promise<{ now: TeamPeriod; before: TeamPeriod; siteDays: DayStat[] }> {
  const previous = periodBefore(period);
  const [days, spans, spansBefore] = await Promise.all([
    readDays(db, siteId, "site", { from: previous.from, to: period.to }),
    readTeamSpans(db, siteId, period),
    readTeamSpans(db, siteId, previous),
  ]);
  const siteDays = days.filter(({ localDate }) => localDate >= period.from);
  const daysBefore = days.filter(({ localDate }) => localDate < period.from);
  return {
    now: teamPeriodOf(spans, siteDays),
    before: teamPeriodOf(spansBefore, daysBefore),
    siteDays,
  };
}

function teamPeriodOf(spans: readonly TeamSpan[], siteDays: readonly DayStat[]): TeamPeriod {
  const agents = sumTeam(spans);
  const { scoredCalls: calls, sumTotal: sum, sumSquares } = sumDays(siteDays);
  return { agents, spread: pooledSpread({ calls, sum, sumSquares }, agents.map(groupOf)) };
}

export const groupOf = (agent: AgentSums) => ({ calls: agent.scoredCalls, sum: agent.sumTotal });
