import { averageTotal } from "../qa-api/averages.ts";
import { rankTotals } from "../qa-api/leaderboard.usecase.ts";
import type { AgentSums } from "../qa-api/team-stats.repository.ts";
import { marginOfAverage, marginOfDifference } from "./interval.ts";
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

/** Every agent with a scored or flagged call, ranked ones first by rank, the others by their calls. */
export function standTeam(
  now: TeamPeriod,
  before: TeamPeriod | null,
  minCalls: number,
): Standing[] {
  const ranks = new Map(
    rankTotals(now.agents, minCalls).map(({ agent_user, rank }, place) => [
      agent_user,
      { rank, place },
    ]),
  );
  const place = (agentUser: string) => ranks.get(agentUser)?.place ?? Infinity;
  return now.agents
    .filter(({ scoredCalls, flaggedCalls }) => scoredCalls > 0 || flaggedCalls > 0)
    .map((agent) => ({
      ...standAgent(agent, now, before, minCalls),
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
  now: TeamPeriod,
  before: TeamPeriod | null,
  minCalls: number,
): Standing {
  const { agentUser, agentName, scoredCalls: calls, flaggedCalls: flagged } = agent;
  return {
    agentUser,
    agentName,
    rank: null,
    calls,
    flagged,
    average: averageTotal(agent.sumTotal, calls),
    margin: marginOfAverage(now.spread, calls),
    move: moveOf(agent, now, before, minCalls),
  };
}

function moveOf(
  agent: AgentSums,
  now: TeamPeriod,
  before: TeamPeriod | null,
  minCalls: number,
): Move | null {
  const earlier = before?.agents.find(({ agentUser }) => agentUser === agent.agentUser);
  if (before === null || earlier === undefined) return null;
  if (agent.scoredCalls < minCalls || earlier.scoredCalls < minCalls) return null;
  const amount = agent.sumTotal / agent.scoredCalls - earlier.sumTotal / earlier.scoredCalls;
  const margin = marginOfDifference(
    { spread: now.spread, calls: agent.scoredCalls },
    { spread: before.spread, calls: earlier.scoredCalls },
  );
  return { amount, isCertain: margin !== null && Math.abs(amount) > margin };
}
