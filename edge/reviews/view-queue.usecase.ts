import type { ReviewReason } from "#shared/contracts/reviews.ts";
import { addDays, localDateAt } from "#shared/time/site-time.ts";

import { withoutCallsToMark } from "../calibration/blindness.ts";
import type { CallsToMark } from "../calibration/calls-to-mark.repository.ts";
import type { Database } from "../db/client.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans } from "../qa-api/team-stats.repository.ts";
import { listSavedFilters, type SavedFilter } from "../saved-filters/saved-filters.repository.ts";
import {
  countWaiting,
  readQueue,
  type QueueFilter,
  type QueueItem,
} from "./review-queue.repository.ts";
import { EXPIRES_AFTER_DAYS } from "./sampling.repository.ts";

const PAGE_SIZE = 100;

export type QueueView = {
  items: QueueItem[];
  /** So many more are not shown, because whoever looks is to mark them in a calibration round first. */
  leftOut: number;
  /** By reason, `MOST_COUNTED` at most, whatever the filter. */
  waiting: Record<ReviewReason, number>;
  filter: QueueFilter;
  /** More wait than are shown. */
  isCut: boolean;
  nowMs: number;
  /** Whose and which calls may be chosen. */
  agents: { agentUser: string; agentName: string | null }[];
  campaignIds: string[];
  saved: SavedFilter[];
};

/** The queue as a filter has it, with what the filter offers; saved filters are those of `personId`. */
export async function viewQueue(
  db: Database,
  siteId: string,
  filter: QueueFilter,
  { personId, toMark }: { personId: string | null; toMark: CallsToMark },
  clock: SiteClock,
): Promise<QueueView> {
  const today = localDateAt(clock.nowMs, clock.timeZone);
  const period = { from: addDays(today, -EXPIRES_AFTER_DAYS), to: today };
  const [items, waiting, team, campaignIds, saved] = await Promise.all([
    readQueue(db, siteId, filter, PAGE_SIZE + 1),
    countWaiting(db, siteId),
    readTeamSpans(db, siteId, period),
    readCampaignIds(db, siteId, period),
    personId === null ? [] : listSavedFilters(db, siteId, personId, "review"),
  ]);
  const shown = withoutCallsToMark(items.slice(0, PAGE_SIZE), toMark);
  return {
    items: shown,
    leftOut: Math.min(items.length, PAGE_SIZE) - shown.length,
    waiting,
    filter,
    isCut: items.length > PAGE_SIZE,
    nowMs: clock.nowMs,
    agents: sumTeam(team),
    campaignIds,
    saved,
  };
}
