import type { CategoryMatrix } from "#shared/contracts/qa-lists.ts";
import { CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { averageMark } from "./averages.ts";
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
  return sumTeam(spans)
    .filter((agent) => agent.scoredCalls >= minCalls)
    .flatMap(({ agentUser, agentName }) => {
      const sums = marks.get(agentUser);
      return CRITERION_IDS.map((category) => ({
        agent_user: agentUser,
        agent_name: agentName,
        category,
        avg_score: averageMark(sums?.get(category)),
        n: sums?.get(category)?.marked ?? 0,
      }));
    });
}
