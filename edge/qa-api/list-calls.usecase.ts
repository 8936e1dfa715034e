import type { PeriodQuery } from "#shared/contracts/period-query.ts";
import { LIST_BOUNDS, type CallRow, type CallsQuery } from "#shared/contracts/qa-lists.ts";
import type { Verdict } from "#shared/contracts/reviews.ts";

import type { Database } from "../db/client.ts";
import { markScores, roundedTotal } from "./averages.ts";
import { readCursor, writeCursor, type CallCursor } from "./call-cursor.ts";
import {
  readCallsByScore,
  readCallsByTime,
  type ListedCall,
  type ListExtras,
} from "./call-list.repository.ts";
import { readDays } from "./daily-stats.repository.ts";
import { resolvePeriod, type Period, type SiteClock } from "./period.ts";
import { processingStatus } from "./processing-status.ts";
import { orderCells, takeCells, type Direction } from "./score-cells.ts";

export type CallPage = {
  rows: CallRow[];
  /** Where the list goes on; null at its end. */
  nextCursor: string | null;
};

/** What a list of calls is asked for: what the API takes, and what only the page of calls does. */
export type CallSearch = CallsQuery & {
  /** With `search`, calls in which it is said are found as well; without, those in which one of these is said. */
  phrases?: readonly string[];
  criterion?: string;
  min_mark?: number;
  max_mark?: number;
  auto_fail?: boolean;
  /** Whether a person has reviewed it. */
  reviewed?: boolean;
  /** What the person who reviewed it makes of it. */
  verdict?: Verdict;
};

export type FoundCalls = {
  calls: ListedCall[];
  nextCursor: string | null;
  /** How many calls were looked at, and which was the last. */
  lookedAt: number;
  last: ListedCall | null;
};

/**
 * A list by time looks at this many calls beyond a page, so that filters have something to choose from. A page of n calls
 * then reads 3 n + 100 rows at most, whatever the filters leave of them.
 */
const LOOK_AHEAD_BY_TIME = 33;

/**
 * One page of calls. A page looks at a bounded number of calls and keeps those that the filters let through: it may hold
 * fewer than were asked for, even none, and still not be the last.
 *
 * @throws AppError `invalid_request` for a period or a cursor that cannot be used
 */
export async function listCalls(
  db: Database,
  siteId: string,
  query: CallsQuery,
  clock: SiteClock,
): Promise<CallPage> {
  const lookAhead = isByScore(query) ? 0 : LOOK_AHEAD_BY_TIME;
  const { calls, nextCursor } = await findCalls(db, siteId, query, clock, {
    lookAhead,
    withReviews: false,
  });
  return { rows: calls.map(toRow), nextCursor };
}

/**
 * The same, with calls as they are stored. It looks at `lookAhead` calls beyond the page; each takes three rows, with reviews up
 * to five, and with phrases one more.
 */
export async function findCalls(
  db: Database,
  siteId: string,
  query: CallSearch,
  clock: SiteClock,
  { lookAhead, withReviews }: { lookAhead: number; withReviews: boolean },
): Promise<FoundCalls> {
  const list = listKey(query);
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, list);
  const byScore = isByScore(query);
  const bounds = byScore ? LIST_BOUNDS.callsByScore : LIST_BOUNDS.calls;
  const period = resolvePeriod(cursor === null ? query : datesOf(cursor), bounds, clock);
  const { calls, mayGoOn } = await (byScore ? readByScore : readByTime)(db, siteId, query, {
    period,
    direction: query.sort.startsWith("-") ? "descending" : "ascending",
    cursor,
    looksAt: query.limit + lookAhead,
    extras: { withReviews, phrases: query.phrases ?? [] },
  });

  const kept: ListedCall[] = [];
  let lookedAt = 0;
  let last: ListedCall | null = null;
  for (const call of calls) {
    if (kept.length === query.limit) break;
    last = call;
    lookedAt += 1;
    if (isWanted(call, query)) kept.push(call);
  }
  const isEnd = !mayGoOn && last === (calls.at(-1) ?? null);
  return {
    calls: kept,
    lookedAt,
    last,
    nextCursor:
      isEnd || last === null
        ? null
        : writeCursor({
            list,
            from: period.from,
            to: period.to,
            place: placeOf(last, byScore),
          }),
  };
}

function isByScore({ sort }: Pick<CallsQuery, "sort">): boolean {
  return sort.endsWith("total_score");
}

function datesOf({ from, to }: CallCursor): PeriodQuery {
  return { from: { localDate: from }, to: { localDate: to } };
}

type Reading = {
  period: Period;
  direction: Direction;
  cursor: CallCursor | null;
  /** So many calls at most. */
  looksAt: number;
  extras: ListExtras;
};
type Read = (
  db: Database,
  siteId: string,
  query: CallSearch,
  reading: Reading,
) => Promise<{ calls: ListedCall[]; mayGoOn: boolean }>;

const readByTime: Read = async (db, siteId, query, reading) => {
  const { period, direction, cursor, looksAt, extras } = reading;
  const place = cursor?.place;
  const calls = await readCallsByTime(db, siteId, {
    period,
    agentUser: query.agent ?? null,
    direction,
    after: place !== undefined && "startedAt" in place ? place : null,
    limit: looksAt,
    extras,
  });
  return { calls, mayGoOn: calls.length === looksAt };
};

const readByScore: Read = async (db, siteId, query, reading) => {
  const { period, direction, cursor, looksAt, extras } = reading;
  const agentUser = query.agent ?? null;
  const campaignId = query.campaign ?? null;
  const flaggedOnly = query.flagged === true;
  const place = cursor?.place;
  const after = place !== undefined && "total" in place ? place : null;
  const days = await readDays(
    db,
    siteId,
    agentUser !== null ? { agentUser } : campaignId === null ? "site" : { campaignId },
    period,
  );
  const cells = orderCells(
    days.map((day) => ({
      localDate: day.localDate,
      histogram: flaggedOnly ? day.flaggedHistogram : day.histogram,
    })),
    direction,
    scoreRange(query),
  );
  const taken = takeCells(cells, after, direction, looksAt);
  const calls = await readCallsByScore(db, siteId, {
    cells: taken,
    // Of an agent's calls it is not known how many are of the campaign: the filter below chooses among them.
    choice: { agentUser, campaignId: agentUser === null ? campaignId : null, flaggedOnly },
    direction,
    after,
    extras,
  });
  return { calls, mayGoOn: taken.at(-1) !== cells.at(-1) };
};

function scoreRange({ min_score, max_score }: CallsQuery) {
  if (min_score === undefined && max_score === undefined) return null;
  return { min: min_score ?? 0, max: max_score ?? 100 };
}

/** A call that has a score is complete here, also while a newer transcript of it waits for another one. */
export function statusOf({ agentState, jobState, score }: ListedCall) {
  return processingStatus({ agentState, jobState, hasScore: score !== null });
}

function isWanted(call: ListedCall, query: CallSearch): boolean {
  const { agent, campaign, status, flagged, state, auto_fail, reviewed, verdict } = query;
  const range = scoreRange(query);
  const total = call.score?.total ?? null;
  return (
    (agent === undefined || call.agentUser === agent) &&
    (campaign === undefined || call.campaignId === campaign) &&
    (status === undefined || call.callStatus === status) &&
    (flagged === undefined || (call.score?.flagged ?? false) === flagged) &&
    (state === undefined || statusOf(call) === state) &&
    (range === null || (total !== null && total >= range.min && total <= range.max)) &&
    (auto_fail === undefined || (call.score?.autoFails ?? 0) > 0 === auto_fail) &&
    (reviewed === undefined || (call.review !== null) === reviewed) &&
    (verdict === undefined || call.review?.verdict === verdict) &&
    hasMark(call, query) &&
    isFound(call, query)
  );
}

function hasMark(call: ListedCall, { criterion, min_mark, max_mark }: CallSearch): boolean {
  if (criterion === undefined) return true;
  const mark = Number(call.score?.marks[criterion]);
  return !Number.isNaN(mark) && mark >= (min_mark ?? 1) && mark <= (max_mark ?? 5);
}

function isFound(call: ListedCall, { search, phrases = [] }: CallSearch): boolean {
  const isSaid = phrases.length > 0 && call.isSaid;
  return search === undefined ? phrases.length === 0 || isSaid : isSaid || isFoundIn(call, search);
}

/** Whether it is part of what is known of a call beside what was said. */
export function isFoundIn(call: ListedCall, search: string): boolean {
  const wanted = search.toLowerCase();
  const { recordingId, uniqueid, agentUser, agentName, campaignId, callStatus } = call;
  return [recordingId, uniqueid, agentUser, agentName, campaignId, callStatus].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}

function placeOf(call: ListedCall, isByScore: boolean): CallCursor["place"] {
  const { localDate, recordingId, startedAt } = call;
  const total = call.score?.total ?? null;
  return isByScore ? { localDate, total, recordingId } : { localDate, startedAt, recordingId };
}

/** What makes a list the same list: everything but the dates, which the cursor has, and how much of it is wanted at once. */
function listKey(query: CallSearch): string {
  const { agent, campaign, status, min_score, max_score, flagged, state, search, sort } = query;
  const ofApi = [agent, campaign, status, min_score, max_score, flagged, state, search, sort];
  const { phrases, criterion, min_mark, max_mark, auto_fail, reviewed, verdict } = query;
  const ofPage = [phrases, criterion, min_mark, max_mark, auto_fail, reviewed, verdict];
  return JSON.stringify(
    ofPage.some((value) => value !== undefined) ? [...ofApi, ...ofPage] : ofApi,
  );
}

/** A call as the API gives it. */
export function toRow(call: ListedCall): CallRow {
  return {
    recording_id: call.recordingId,
    uniqueid: call.uniqueid,
    call_date: new Date(call.startedAt).toISOString(),
    date: call.localDate,
    agent_user: call.agentUser,
    agent_name: call.agentName,
    campaign_id: call.campaignId,
    call_status: call.callStatus,
    call_length: call.durationSec === null ? null : Math.round(call.durationSec),
    processing_status: statusOf(call),
    total_score: roundedTotal(call.score?.total ?? null),
    flagged: call.score?.flagged ?? null,
    flag_reason: call.score?.flagReason ?? null,
    ...markScores(call.score?.marks ?? null),
    summary: call.score?.summary ?? null,
    llm_provider: call.score?.provider ?? null,
    is_sample: call.isSample,
  };
}
