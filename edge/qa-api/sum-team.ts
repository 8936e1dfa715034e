import { extreme } from "./sum-days.ts";
import type { AgentSums, TeamSpan } from "./team-stats.repository.ts";

/** Each agent's sums over several spans, by agent id; the name is that of the latest span. Spans are given oldest first. */
export function sumTeam(spans: readonly Pick<TeamSpan, "agents">[]): AgentSums[] {
  const sums = new Map<string, AgentSums>();
  for (const { agents } of spans) {
    for (const agent of agents) {
      const known = sums.get(agent.agentUser);
      if (known === undefined) sums.set(agent.agentUser, { ...agent });
      else add(known, agent);
    }
  }
  return [...sums.values()].toSorted((a, b) => (a.agentUser < b.agentUser ? -1 : 1));
}

function add(sums: AgentSums, later: AgentSums): void {
  sums.agentName = later.agentName ?? sums.agentName;
  sums.scoredCalls += later.scoredCalls;
  sums.flaggedCalls += later.flaggedCalls;
  sums.sumTotal += later.sumTotal;
  sums.minTotal = extreme(Math.min, sums.minTotal, later.minTotal);
  sums.maxTotal = extreme(Math.max, sums.maxTotal, later.maxTotal);
}
