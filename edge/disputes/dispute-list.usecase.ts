import type { Disputable } from "#shared/contracts/disputes.ts";

import type { Database } from "../db/client.ts";
import { readDays, type DayStat } from "../qa-api/daily-stats.repository.ts";
import { lastDays, type Period, type SiteClock } from "../qa-api/period.ts";
import {
  readDisputes,
  readDisputesSince,
  readReviewerRates,
  type CountedDispute,
  type DisputeFilter,
  type ListedDispute,
  type ReviewerRate,
} from "./dispute-list.repository.ts";

export const MOST_LISTED = 60;
const RATE_DAYS = 30;
const MOST_COUNTED = 300;
const MOST_REVIEWS = 200;
const DAY_MS = 86_400_000;

export type CriterionRate = {
  id: Disputable;
  disputed: number;
  revised: number;
  /** Marks that judges gave; null for auto-fails, of which nobody counts how many there are. */
  marked: number | null;
};

export type DisputeListView = {
  filter: DisputeFilter;
  disputes: ListedDispute[];
  /** There are more than are listed. */
  isCut: boolean;
  /** What the rates are of. */
  period: Period;
  criteria: CriterionRate[];
  reviewers: ReviewerRate[];
  nowMs: number;
};

/** The disputes of a site by state and agent, and how often what is disputed, over the last 30 days. */
export async function listDisputes(
  db: Database,
  siteId: string,
  filter: DisputeFilter,
  clock: SiteClock,
): Promise<DisputeListView> {
  const period = lastDays(RATE_DAYS, clock);
  const sinceMs = clock.nowMs - RATE_DAYS * DAY_MS;
  const [disputes, counted, reviewers, days] = await Promise.all([
    readDisputes(db, siteId, filter, MOST_LISTED + 1),
    readDisputesSince(db, siteId, sinceMs, MOST_COUNTED),
    readReviewerRates(db, siteId, sinceMs, MOST_REVIEWS),
    readDays(db, siteId, "site", period),
  ]);
  return {
    filter,
    disputes: disputes.slice(0, MOST_LISTED),
    isCut: disputes.length > MOST_LISTED,
    period,
    criteria: criterionRates(counted, days),
    reviewers,
    nowMs: clock.nowMs,
  };
}

/** What became of one thing that was disputed; null while nobody has answered. */
export function outcomeFor(
  { state, answers }: CountedDispute,
  id: string,
): "revised" | "kept" | null {
  if (answers !== null) return answers[id]?.outcome ?? null;
  // Older disputes were answered as a whole.
  if (state === "revised") return "revised";
  return state === "declined" ? "kept" : null;
}

/** What was disputed at all, most often first; what was taken back does not count. */
function criterionRates(
  disputes: readonly CountedDispute[],
  days: readonly DayStat[],
): CriterionRate[] {
  const counted = disputes.filter(({ state }) => state !== "withdrawn");
  const ids = new Set(counted.flatMap(({ reasons }) => Object.keys(reasons)));
  return [...ids]
    .map((id) => {
      const about = counted.filter(({ reasons }) => reasons[id] !== undefined);
      const marks = days.flatMap((day) => day.marks).filter((sum) => sum.criterionId === id);
      return {
        id,
        disputed: about.length,
        revised: about.filter((dispute) => outcomeFor(dispute, id) === "revised").length,
        marked: marks.length === 0 ? null : marks.reduce((sum, { marked }) => sum + marked, 0),
      };
    })
    .toSorted((a, b) => b.disputed - a.disputed);
}
