import type { CoverageRows } from "#shared/contracts/qa-lists.ts";
import { epochOfWallTime } from "#shared/time/site-time.ts";

import type { SiteContext } from "../app-context.ts";
import type { Database } from "../db/client.ts";
import { readDays } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";
import { callsInState, skippedCalls, sumOf } from "./stored-counts.ts";

/** How far each day's calls have come, oldest first. A score counts whether or not it has a total. */
export async function listCoverage(
  db: Database,
  site: SiteContext,
  period: Period,
): Promise<CoverageRows> {
  const days = await readDays(db, site.id, "site", period);
  return days.map(({ localDate, totalCalls, reviewedCalls, histogram, states }) => {
    const skipped = skippedCalls(states);
    return {
      time: startOfDay(localDate, site.timeZone),
      date: localDate,
      site_id: site.id,
      recorded: totalCalls,
      eligible: totalCalls - skipped,
      transcribed: callsInState(states, "transcribed"),
      scored: sumOf(histogram),
      reviewed: reviewedCalls,
      waiting: callsInState(states, "found", "waiting_file", "pending", "transcribing"),
      skipped,
      failed: callsInState(states, "failed"),
      lost: callsInState(states, "lost"),
    };
  });
}

function startOfDay(date: string, timeZone: string): string {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const midnight = { year, month, day, hour: 0, minute: 0, second: 0 };
  return new Date(epochOfWallTime(midnight, timeZone)).toISOString();
}
