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
  const earlier = new Map(before?.agents.map((agent) => [agent.agentUser, agent]));
  const place = (agentUser: string) => ranks.get(agentUser)?.place ?? Infinity;
  return now.agents
    .filter(({ scoredCalls, flaggedCalls }) => scoredCalls > 0 || flaggedCalls > 0)
    .map((agent) => ({
      ...stand(agent, now, earlierOf(before, earlier.get(agent.agentUser)), minCalls),
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
  const earlier = before?.agents.find(({ agentUser }) => agentUser === agent.agentUser);
  return stand(agent, now, earlierOf(before, earlier), minCalls);
}

/** The agent's own sums of the period before, and its spread. */
type Earlier = { agent: AgentSums; spread: Spread | null };

function earlierOf(before: TeamPeriod | null, agent: AgentSums | undefined): Earlier | null {
  return before === null || agent === undefined ? null : { agent, spread: before.spread };
}

function stand(
  agent: AgentSums,
  now: TeamPeriod,
  earlier: Earlier | null,
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
    move: earlier === null ? null : moveOf(agent, now.spread, earlier, minCalls),
  };
}

function moveOf(
  agent: AgentSums,
  spread: Spread | null,
  earlier: Earlier,
  minCalls: number,
): Move | null {
  const { scoredCalls: calls, sumTotal } = agent;
  const { scoredCalls: callsBefore, sumTotal: sumBefore } = earlier.agent;
  if (calls < minCalls || callsBefore < minCalls) return null;
  const amount = sumTotal / calls - sumBefore / callsBefore;
  const margin = marginOfDifference(
    { spread, calls },
    { spread: earlier.spread, calls: callsBefore },
  );
  return { amount, isCertain: margin !== null && Math.abs(amount) > margin };
}
