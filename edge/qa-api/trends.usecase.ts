import type { Trends } from "#shared/contracts/qa-api.ts";

import type { Database } from "../db/client.ts";
import { averageTotal, categoryAverages } from "./averages.ts";
import { readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";

/** The days of a period that have calls, oldest first; of one campaign, or of the whole site. */
export async function listTrends(
  db: Database,
  siteId: string,
  period: Period,
  campaignId: string | null,
): Promise<Trends> {
  const level = campaignId === null ? "site" : { campaignId };
  const days = await readDays(db, siteId, level, period);
  return days.map((day) => ({
    date: day.localDate,
    calls: day.scoredCalls,
    avg_score: averageTotal(day.sumTotal, day.scoredCalls),
    flagged: day.flaggedCalls,
    categories: categoryAverages(day.marks),
  }));
}
