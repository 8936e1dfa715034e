import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { averageMark, type MarkSum } from "./averages.ts";
import type { Period } from "./period.ts";
import { sumTeam } from "./sum-team.ts";
import {
  readTeamMarks,
  readTeamSpans,
  type AgentSums,
  type TeamMarks,
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
  marks: TeamMarks,
  minCalls: number,
): CategoryMatrix {
  const categories = categoriesOf(marks);
  return agents
    .filter((agent) => agent.scoredCalls >= minCalls)
    .flatMap(({ agentUser, agentName }) => {
      const sums = marks.get(agentUser);
      return categories.map((category) => ({
        agent_user: agentUser,
        agent_name: agentName,
        category,
        avg_score: averageMark(sums?.get(category)),
        n: sums?.get(category)?.marked ?? 0,
      }));
    });
}

function categoriesOf(marks: TeamMarks): string[] {
  return inCardOrder([...marks.values()].flatMap((sums) => [...sums.values()]));
}

/** The standard criteria in their order, unless no card in use has any of them, then whatever other ones were marked. */
export function inCardOrder(sums: readonly MarkSum[]): string[] {
  const standard: readonly string[] = STANDARD_CRITERION_IDS;
  const given = new Set(sums.filter(({ marked }) => marked > 0).map((sum) => sum.criterionId));
  const others = [...given].filter((id) => !standard.includes(id)).toSorted();
  return others.length > 0 && others.length === given.size ? others : [...standard, ...others];
}
