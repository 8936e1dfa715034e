import type { Database } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import { maskListed, maskStoredSegments } from "../masking/mask-lists.ts";
import { readCampaignIds } from "../qa-api/agents.repository.ts";
import { readSegments, type ListedCall } from "../qa-api/call-list.repository.ts";
import { findCalls, isFoundIn, type FoundCalls } from "../qa-api/list-calls.usecase.ts";
import type { Period, SiteClock } from "../qa-api/period.ts";
import { findSpoken, type SpokenHit } from "../qa-api/said-phrases.ts";
import { sumTeam } from "../qa-api/sum-team.ts";
import { readTeamSpans } from "../qa-api/team-stats.repository.ts";
import { listSavedFilters, type SavedFilter } from "../saved-filters/saved-filters.repository.ts";
import { readTracker } from "../trackers/trackers.repository.ts";
import { isNarrow, periodOf, toSearch, type CallFilter } from "./call-filter.ts";
import { readAssignedCriteria, type KnownCriterion } from "./known-criteria.repository.ts";

export const PAGE_SIZE = 40;
export const CSV_SIZE = 200;
/**
 * A narrow filter looks at so many calls for one page: with reviews, jobs and transcripts they take 6 rows each, and no page may
 * read more than 2,000.
 */
const MOST_LOOKED_AT = 300;

export type CallWithHit = { call: ListedCall; hit: SpokenHit | null };

export type CallsView = {
  filter: CallFilter;
  period: Period;
  calls: CallWithHit[];
  nextCursor: string | null;
  lookedAt: number;
  /** The date up to which calls were looked at. */
  lookedTo: string | null;
  /** The tracker that chooses, where the filter names one. */
  trackerName: string | null;
  agents: { agentUser: string; agentName: string | null }[];
  campaignIds: string[];
  criteria: KnownCriterion[];
  saved: SavedFilter[];
};

/** A page of the list of calls with what its filter offers; saved filters are those of `personId`. */
export async function viewCalls(
  db: Database,
  siteId: string,
  filter: CallFilter,
  page: { cursor: string | undefined; personId: string | null; masks: boolean },
  clock: SiteClock,
): Promise<CallsView> {
  const period = periodOf(filter, clock);
  const [found, team, campaignIds, criteria, saved] = await Promise.all([
    searchCalls(db, siteId, filter, { ...page, limit: PAGE_SIZE }, clock),
    readTeamSpans(db, siteId, period),
    readCampaignIds(db, siteId, period),
    readAssignedCriteria(db, siteId),
    page.personId === null ? [] : listSavedFilters(db, siteId, page.personId, "calls"),
  ]);
  return { ...found, filter, period, agents: sumTeam(team), campaignIds, criteria, saved };
}

type SearchedCalls = Pick<
  CallsView,
  "calls" | "nextCursor" | "lookedAt" | "lookedTo" | "trackerName"
>;

/**
 * The calls that a filter lets through, with the words that were looked for at their place. With `masks` telephone numbers are
 * hidden, and what is hidden is not found either.
 */
export async function searchCalls(
  db: Database,
  siteId: string,
  filter: CallFilter,
  page: { limit: number; cursor: string | undefined; masks: boolean },
  clock: SiteClock,
): Promise<SearchedCalls> {
  const tracker =
    filter.tracker === undefined ? null : await readTracker(db, siteId, filter.tracker);
  const search = toSearch(filter, periodOf(filter, clock), tracker?.phrases ?? null, page);
  const scope = {
    lookAhead: isNarrow(filter) ? Math.max(0, MOST_LOOKED_AT - page.limit) : 1,
    withReviews: true,
  };
  const found = await fromStartUnlessUsable(page.cursor, (cursor) =>
    findCalls(db, siteId, { ...search, cursor }, clock, scope),
  );
  const phrases = search.phrases ?? [];
  const said = phrases.length === 0 ? [] : found.calls.filter(({ isSaid }) => isSaid);
  const segments = await readSegments(
    db,
    siteId,
    said.map(({ recordingId }) => recordingId),
  );
  const calls = found.calls.flatMap((call): CallWithHit[] => {
    const text = segments.get(call.recordingId);
    const hit =
      text === undefined ? null : findSpoken(page.masks ? maskStoredSegments(text) : text, phrases);
    // SQLite takes the times of a transcript for text as well; what was not said is no hit
    return hit === null &&
      call.isSaid &&
      (search.search === undefined || !isFoundIn(call, search.search))
      ? []
      : [{ call: page.masks ? maskListed(call) : call, hit }];
  });
  return {
    calls,
    nextCursor: found.nextCursor,
    lookedAt: found.lookedAt,
    lookedTo: found.last?.localDate ?? null,
    trackerName: tracker?.name ?? null,
  };
}

/** A cursor of another list, or one that was tampered with, is as if none had been given. */
async function fromStartUnlessUsable(
  cursor: string | undefined,
  read: (cursor: string | undefined) => Promise<FoundCalls>,
): Promise<FoundCalls> {
  try {
    return await read(cursor);
  } catch (thrown) {
    if (cursor !== undefined && thrown instanceof AppError) return read(undefined);
    throw thrown;
  }
}
