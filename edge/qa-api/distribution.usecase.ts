import type { Distribution } from "#shared/contracts/qa-lists.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import { readDays, type DayStat, type StatLevel } from "./daily-stats.repository.ts";
import type { Period } from "./period.ts";
import { addCounts, type Counts } from "./stored-counts.ts";

const LOWEST = 20;
const HIGHEST = 100;

/**
 * How the totals of a period spread over buckets of `width` points: half-open, [20, 30) and so on, only the last one
 * includes its upper end, 100. Every bucket is there, empty ones too. Calls without a total are in none.
 */
export async function listDistribution(
  db: Database,
  siteId: string,
  level: StatLevel,
  period: Period,
  width: 5 | 10 | 20,
): Promise<Distribution> {
  return distributionOf(await readDays(db, siteId, level, period), width);
}

/** The same of days that are read already. */
export function distributionOf(
  days: readonly Pick<DayStat, "histogram" | "flaggedHistogram">[],
  width: 5 | 10 | 20,
): Distribution {
  const calls = bucketed(addCounts(days.map((day) => day.histogram)), width);
  const flagged = bucketed(addCounts(days.map((day) => day.flaggedHistogram)), width);
  const all = [...calls.values()].reduce((sum, count) => sum + count, 0);
  return Array.from({ length: (HIGHEST - LOWEST) / width }, (_, at) => {
    const from = LOWEST + at * width;
    const inBucket = calls.get(from) ?? 0;
    return {
      from,
      to: from + width,
      calls: inBucket,
      flagged: flagged.get(from) ?? 0,
      share: all === 0 ? null : roundTo(inBucket / all, 4),
    };
  });
}

/** Counts by the lower end of their bucket. */
function bucketed(histogram: Counts, width: number): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const [key, count] of Object.entries(histogram)) {
    if (key === "none") continue;
    const bucket = LOWEST + Math.floor((Number(key) - LOWEST) / width) * width;
    const from = Math.min(bucket, HIGHEST - width);
    buckets.set(from, (buckets.get(from) ?? 0) + count);
  }
  return buckets;
}
