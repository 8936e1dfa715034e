import type { DatabaseSync } from "node:sqlite";

import { addDays, localDateAt } from "#shared/time/site-time.ts";

import {
  linkRecording,
  openLinks,
  unlinkedRecordings,
  type LinkCandidate,
} from "../../queue/link-recording.ts";
import { inTransaction } from "../../queue/open-database.ts";
import { skipRecording } from "../../queue/skip-recording.ts";
import type { VicidialDatabase } from "../connect-database.ts";
import { recordingLogId } from "../queue-id.ts";
import { readRecordings } from "../read-recordings.ts";
import { agentOf, expectedSecOf, isDated, isOver, type DatedRow } from "../recording-log-row.ts";
import { readAgents, type Agents } from "./agents.ts";
import { lookUpCalls, type FoundCall } from "./look-up-calls.ts";
import { sameName } from "./same-name.ts";
import { OPEN_STATUSES, type StatusList } from "./status-list.ts";

/** Recordings that one look asks about: calls that go on are asked about each time, so more than there are of them. */
const MAX_UNLINKED = 2000;
const MAX_AGAIN = 500;

export type LinkOptions = {
  db: DatabaseSync;
  database: VicidialDatabase;
  statusList: StatusList;
  timeZone: string;
  notAgents: readonly string[];
  priorities: ReadonlyMap<string, number>;
  now: () => number;
};

/**
 * Finds out which call is behind each recording whose call is over: of whom, with whom, how it ended; again within a day
 * while that is not settled. Recordings that are no agent's end here. Returns what a person should know.
 */
export async function linkCalls(options: LinkOptions): Promise<string[]> {
  const { db, database, statusList, timeZone, notAgents, now } = options;
  const candidates = [
    ...unlinkedRecordings(db, MAX_UNLINKED),
    ...openLinks(db, {
      sinceDate: addDays(localDateAt(now(), timeZone), -1),
      openStatuses: OPEN_STATUSES,
      now: now(),
      limit: MAX_AGAIN,
    }),
  ];
  if (candidates.length === 0) return [];
  const rows = await rowsOf(database, candidates);
  const over = [...rows].filter(([, row]) => isOver(row, now()));
  const agents = await readAgents(
    database,
    over.flatMap(([, row]) => agentOf(row) ?? []),
    notAgents,
  );
  const ofAgents = over.filter(([, row]) => isAgentsRow(row, agents)).map(([, row]) => row);
  const calls = await lookUpCalls(database, ofAgents, now());
  inTransaction(db, () => {
    for (const candidate of candidates) {
      const id = candidate.recording_id;
      const row = rows.get(id);
      // ViciDial has no row of it any more: what is known is all there will be.
      if (row === undefined) linkRecording(db, id, nothingNew(), now());
      else if (isOver(row, now())) settle(options, id, row, agents, calls);
    }
  });
  const unlisted = await statusList.unlisted(
    database,
    [...calls.values()].flatMap(({ status, campaignId }) =>
      status === null ? [] : [{ status, campaignId }],
    ),
  );
  return unlisted.map(
    ({ status, campaignId }) =>
      `The status ${status} of ${campaignId ?? "a call"} is in none of ViciDial's lists of statuses; it is passed on as it is.`,
  );
}

function settle(
  { db, priorities, now }: LinkOptions,
  recordingId: string,
  row: DatedRow,
  agents: Agents,
  calls: ReadonlyMap<DatedRow, FoundCall>,
): void {
  const user = agentOf(row);
  if (!isAgentsRow(row, agents)) {
    const reason = "It was not recorded for an agent: its user is none of ViciDial's users.";
    const skipped = skipRecording(db, recordingId, "not_an_agent", reason, now());
    if (!skipped) linkRecording(db, recordingId, nothingNew(), now());
    return;
  }
  const call = calls.get(row);
  if (call === undefined) return;
  linkRecording(
    db,
    recordingId,
    {
      uniqueid: call.uniqueid,
      callGroup: call.callGroup,
      direction: call.direction,
      agentUser: user,
      agentName: agents.get(sameName(user ?? ""))?.fullName ?? null,
      campaignId: call.campaignId,
      callStatus: call.status,
      expectedSec: expectedSecOf(row),
      priority: call.campaignId === null ? null : (priorities.get(call.campaignId) ?? 0),
    },
    now(),
  );
}

function isAgentsRow(row: DatedRow, agents: Agents): boolean {
  return agents.has(sameName(agentOf(row) ?? ""));
}

/** The rows behind queue entries; one whose number now belongs to another recording is none. */
async function rowsOf(
  database: VicidialDatabase,
  candidates: readonly LinkCandidate[],
): Promise<Map<string, DatedRow>> {
  const ids = candidates.flatMap(({ recording_id: id }) => recordingLogId(id) ?? []);
  const byNumber = await readRecordings(database, ids);
  const rows = new Map<string, DatedRow>();
  for (const { recording_id: id, started_at: startedAt } of candidates) {
    const row = byNumber.get(recordingLogId(id) ?? 0);
    if (row !== undefined && isDated(row) && row.start_epoch * 1000 === startedAt)
      rows.set(id, row);
  }
  return rows;
}

function nothingNew() {
  return {
    uniqueid: null,
    callGroup: null,
    direction: null,
    agentUser: null,
    agentName: null,
    campaignId: null,
    callStatus: null,
    expectedSec: null,
    priority: null,
  };
}
