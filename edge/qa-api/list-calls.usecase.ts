import type { PeriodQuery } from "#shared/contracts/period-query.ts";
import { LIST_BOUNDS, type CallRow, type CallsQuery } from "#shared/contracts/qa-lists.ts";

import type { Database } from "../db/client.ts";
import { markScores, roundedTotal } from "./averages.ts";
import { readCursor, writeCursor, type CallCursor } from "./call-cursor.ts";
import { readCallsByScore, readCallsByTime, type ListedCall } from "./call-list.repository.ts";
import { readDays } from "./daily-stats.repository.ts";
import { resolvePeriod, type Period, type SiteClock } from "./period.ts";
import { processingStatus } from "./processing-status.ts";
import { orderCells, takeCells, type Direction } from "./score-cells.ts";

export type CallPage = {
  rows: CallRow[];
  /** Where the list goes on; null at its end. */
  nextCursor: string | null;
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
  const list = listKey(query);
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor, list);
  const isByScore = query.sort.endsWith("total_score");
  const bounds = isByScore ? LIST_BOUNDS.callsByScore : LIST_BOUNDS.calls;
  const period = resolvePeriod(cursor === null ? query : datesOf(cursor), bounds, clock);
  const direction = query.sort.startsWith("-") ? "descending" : "ascending";
  const read = isByScore ? readByScore : readByTime;
  const { calls, mayGoOn } = await read(db, siteId, query, period, direction, cursor);

  const kept: ListedCall[] = [];
  let last: ListedCall | null = null;
  for (const call of calls) {
    if (kept.length === query.limit) break;
    last = call;
    if (isWanted(call, query)) kept.push(call);
  }
  const isEnd = !mayGoOn && last === (calls.at(-1) ?? null);
  return {
    rows: kept.map(toRow),
    nextCursor:
      isEnd || last === null
        ? null
        : writeCursor({
            list,
            from: period.from,
            to: period.to,
            place: placeOf(last, isByScore),
          }),
  };
}

function datesOf({ from, to }: CallCursor): PeriodQuery {
  return { from: { localDate: from }, to: { localDate: to } };
}

type Read = (
  db: Database,
  siteId: string,
  query: CallsQuery,
  period: Period,
  direction: Direction,
  cursor: CallCursor | null,
) => Promise<{ calls: ListedCall[]; mayGoOn: boolean }>;

const readByTime: Read = async (db, siteId, query, period, direction, cursor) => {
  const limit = query.limit + LOOK_AHEAD_BY_TIME;
  const place = cursor?.place;
  const calls = await readCallsByTime(db, siteId, {
    period,
    agentUser: query.agent ?? null,
    direction,
    after: place !== undefined && "startedAt" in place ? place : null,
    limit,
  });
  return { calls, mayGoOn: calls.length === limit };
};

const readByScore: Read = async (db, siteId, query, period, direction, cursor) => {
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
  const taken = takeCells(cells, after, direction, query.limit);
  const calls = await readCallsByScore(db, siteId, {
    cells: taken,
    // Of an agent's calls it is not known how many are of the campaign: the filter below chooses among them.
    choice: { agentUser, campaignId: agentUser === null ? campaignId : null, flaggedOnly },
    direction,
    after,
  });
  return { calls, mayGoOn: taken.at(-1) !== cells.at(-1) };
};

function scoreRange({ min_score, max_score }: CallsQuery) {
  if (min_score === undefined && max_score === undefined) return null;
  return { min: min_score ?? 0, max: max_score ?? 100 };
}

/** A call that has a score is complete here, also while a newer transcript of it waits for another one. */
function statusOf({ agentState, jobState, score }: ListedCall) {
  return processingStatus({ agentState, jobState, hasScore: score !== null });
}

function isWanted(call: ListedCall, query: CallsQuery): boolean {
  const { agent, campaign, status, flagged, state, search } = query;
  const range = scoreRange(query);
  const total = call.score?.total ?? null;
  return (
    (agent === undefined || call.agentUser === agent) &&
    (campaign === undefined || call.campaignId === campaign) &&
    (status === undefined || call.callStatus === status) &&
    (flagged === undefined || (call.score?.flagged ?? false) === flagged) &&
    (state === undefined || statusOf(call) === state) &&
    (range === null || (total !== null && total >= range.min && total <= range.max)) &&
    (search === undefined || isFoundIn(call, search))
  );
}

function isFoundIn(call: ListedCall, search: string): boolean {
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
function listKey(query: CallsQuery): string {
  const { agent, campaign, status, min_score, max_score, flagged, state, search, sort } = query;
  return JSON.stringify([
    agent,
    campaign,
    status,
    min_score,
    max_score,
    flagged,
    state,
    search,
    sort,
  ]);
}

function toRow(call: ListedCall): CallRow {
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
