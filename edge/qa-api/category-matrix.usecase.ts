import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { averageMark, type MarkSum } from "./averages.ts";
import type { Period } from "./period.ts";
import { sumTeam } from "./sum-team.ts";
import { readTeamMarks, readTeamSpans } from "./team-stats.repository.ts";

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
  const categories = categoriesOf(marks);
  return sumTeam(spans)
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

/** The standard criteria in their order, unless no card in use has any of them, then whatever other ones were marked. */
function categoriesOf(marks: ReadonlyMap<string, ReadonlyMap<string, MarkSum>>): string[] {
  const standard: readonly string[] = STANDARD_CRITERION_IDS;
  const given = new Set<string>();
  for (const sums of marks.values()) {
    for (const { criterionId, marked } of sums.values()) if (marked > 0) given.add(criterionId);
  }
  const others = [...given].filter((id) => !standard.includes(id)).toSorted();
  return others.length > 0 && others.length === given.size ? others : [...standard, ...others];
}
