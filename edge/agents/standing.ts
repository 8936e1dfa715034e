import { averageTotal } from "../qa-api/averages.ts";
import { rankTotals } from "../qa-api/leaderboard.usecase.ts";
import type { AgentSums } from "../qa-api/team-stats.repository.ts";
import { marginOfAverage, marginOfDifference, type Spread } from "./interval.ts";
import type { TeamPeriod } from "./team-period.ts";

/** How an average moved; a move that chance alone may well explain is not called one. */
export type Move = { amount: number; isCertain: boolean };

/** An agent's average, how sure it is, and how it moved. */
export type Standing = {
  agentUser: string;
  agentName: string | null;
  /** Null under the minimum number of calls. */
  rank: number | null;
  calls: number;
  flagged: number;
  average: number | null;
  /** Half the width of the average's 95 % confidence interval; null where too few calls tell how much they differ. */
  margin: number | null;
  /** Against the period before; null where either has fewer calls than the minimum. */
  move: Move | null;
};

/** Every agent with a scored or flagged call, ranked ones first by rank, the others by their calls. Nobody has moved yet. */
export function standTeam(team: TeamPeriod, minCalls: number): Standing[] {
  const ranks = new Map(
    rankTotals(team.agents, minCalls).map(({ agent_user, rank }, place) => [
      agent_user,
      { rank, place },
    ]),
  );
  const place = (agentUser: string) => ranks.get(agentUser)?.place ?? Infinity;
  return team.agents
    .filter(({ scoredCalls, flaggedCalls }) => scoredCalls > 0 || flaggedCalls > 0)
    .map((agent) => ({
      ...standAgent(agent, team, null),
      rank: ranks.get(agent.agentUser)?.rank ?? null,
    }))
    .toSorted((a, b) =>
      a.rank === null && b.rank === null
        ? b.calls - a.calls || (a.agentUser < b.agentUser ? -1 : 1)
        : place(a.agentUser) - place(b.agentUser),
    );
}

/** One agent among their team, without a rank. */
export function standAgent(
  agent: AgentSums,
  { spread }: Pick<TeamPeriod, "spread">,
  move: Move | null,
): Standing {
  const { agentUser, agentName, scoredCalls: calls, flaggedCalls: flagged } = agent;
  return {
    agentUser,
    agentName,
    rank: null,
    calls,
    flagged,
    average: averageTotal(agent.sumTotal, calls),
    margin: marginOfAverage(spread, calls),
    move,
  };
}

type Sums = Pick<AgentSums, "scoredCalls" | "sumTotal">;

/**
 * How an agent's average moved from the period before; null where either has fewer calls than the minimum. `spread` is the
 * team's of this period and stands for both: calls of one team differ alike from one period to the next.
 */
export function moveOf(
  now: Sums,
  before: Sums,
  spread: Spread | null,
  minCalls: number,
): Move | null {
  if (now.scoredCalls < minCalls || before.scoredCalls < minCalls) return null;
  const amount = now.sumTotal / now.scoredCalls - before.sumTotal / before.scoredCalls;
  const margin = marginOfDifference(
    { spread, calls: now.scoredCalls },
    { spread, calls: before.scoredCalls },
  );
  return { amount, isCertain: margin !== null && Math.abs(amount) > margin };
}
