import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";
import { CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { categoryAverages } from "./averages.ts";
import type { Period } from "./period.ts";
import { sumTeam } from "./sum-team.ts";
import {
  readTeamMarks,
  readTeamSpans,
  type AgentMarkSum,
  type AgentSums,
} from "./team-stats.repository.ts";

/** Each agent's average in each category, agents by id, a row for every pair. */
export async function listCategoryMatrix(
  db: Database,
  siteId: string,
  period: Period,
  minCalls: number,
): Promise<CategoryMatrix> {
  const [spans, marks] = await Promise.all([
    readTeamSpans(db, siteId, period),
    readTeamMarks(db, siteId, period),
  ]);
  return matrixOf(sumTeam(spans), marks, minCalls);
}

/** The same from what was read already. */
export function matrixOf(
  agents: readonly AgentSums[],
  marks: readonly AgentMarkSum[],
  minCalls: number,
): CategoryMatrix {
  const marksByAgent = Map.groupBy(marks, (sum) => sum.agentUser);
  return agents
    .filter((agent) => agent.scoredCalls >= minCalls)
    .flatMap(({ agentUser, agentName }) => {
      const own = marksByAgent.get(agentUser) ?? [];
      const averages = categoryAverages(own);
      return CRITERION_IDS.map((category) => ({
        agent_user: agentUser,
        agent_name: agentName,
        category,
        avg_score: averages[category],
        n: own
          .filter((sum) => sum.criterionId === category)
          .reduce((total, sum) => total + sum.marked, 0),
      }));
    });
}
