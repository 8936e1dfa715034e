import type { CoverageRows } from "#shared/contracts/qa-lists.ts";
import { startsOfDays } from "#shared/time/site-time.ts";

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
  const starts = startsOfDays(
    days.map((day) => day.localDate),
    site.timeZone,
  );
  return days.map(({ localDate, totalCalls, reviewedCalls, histogram, states }, at) => {
    const skipped = skippedCalls(states);
    return {
      time: new Date(starts[at] ?? Number.NaN).toISOString(),
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
