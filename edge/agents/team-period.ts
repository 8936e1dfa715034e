import type { Database } from "../db/client.ts";
import { readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import { periodBefore, type Period } from "../qa-api/period.ts";
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
  const all = siteDays.reduce(
    (sums, day) => ({
      calls: sums.calls + day.scoredCalls,
      sum: sums.sum + day.sumTotal,
      sumSquares: sums.sumSquares + squaresOf(day),
    }),
    { calls: 0, sum: 0, sumSquares: 0 },
  );
  return { agents, spread: pooledSpread(all, agents.map(groupOf)) };
}

export const groupOf = (agent: AgentSums) => ({ calls: agent.scoredCalls, sum: agent.sumTotal });

/** Totals have one decimal, so a histogram by total knows their squares exactly. */
function squaresOf({ histogram }: DayStat): number {
  return Object.entries(histogram).reduce(
    (sum, [total, calls]) => (total === "none" ? sum : sum + calls * Number(total) ** 2),
    0,
  );
}
