import { extreme } from "./sum-days.ts";
import type { AgentSums, TeamSpan } from "./team-stats.repository.ts";

/** Each agent's sums over several spans, by agent id; the name is that of the latest span. Spans are given oldest first. */
export function sumTeam(spans: readonly TeamSpan[]): AgentSums[] {
  const sums = new Map<string, AgentSums>();
  for (const agent of spans.flatMap((span) => span.agents)) {
    const known = sums.get(agent.agentUser);
    sums.set(agent.agentUser, known === undefined ? agent : add(known, agent));
  }
  return [...sums.values()].toSorted((a, b) => (a.agentUser < b.agentUser ? -1 : 1));
}

function add(earlier: AgentSums, later: AgentSums): AgentSums {
  return {
    agentUser: later.agentUser,
    agentName: later.agentName ?? earlier.agentName,
    scoredCalls: earlier.scoredCalls + later.scoredCalls,
    flaggedCalls: earlier.flaggedCalls + later.flaggedCalls,
    sumTotal: earlier.sumTotal + later.sumTotal,
    minTotal: extreme(Math.min, earlier.minTotal, later.minTotal),
    maxTotal: extreme(Math.max, earlier.maxTotal, later.maxTotal),
  };
}
