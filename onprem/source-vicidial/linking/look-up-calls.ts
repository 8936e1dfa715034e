import type { VicidialDatabase } from "../connect-database.ts";
import { DatabaseBusyError } from "../database-error.ts";
import type { DatedRow } from "../recording-log-row.ts";
import type { CallLeg } from "./call-leg.ts";
import { findByClosecallid, type WithClosecallid } from "./find-by-closecallid.ts";
import { findByLead } from "./find-by-lead.ts";
import { findByUniqueid, type WithUniqueid } from "./find-by-uniqueid.ts";
import { transfersById } from "./read-legs.ts";
import { readVicidialId } from "./vicidial-id.ts";

/** The call behind a recording; nulls where nothing was found. */
export type FoundCall = {
  uniqueid: string | null;
  callGroup: string | null;
  direction: "inbound" | "outbound" | null;
  campaignId: string | null;
  status: string | null;
};

/** Recordings that must be found by their lead are asked for one by one: a look takes so many of them. */
const MAX_BY_LEAD = 100;
/** Of those, how many may go unanswered before the rest is left for the next look. */
const MAX_UNANSWERED = 3;

/**
 * Looks up the calls behind recordings, each by the form of its vicidial_id. Rows that are left out of the answer were too
 * many for one look and are to be asked for again.
 */
export async function lookUpCalls(
  database: VicidialDatabase,
  rows: readonly DatedRow[],
  nowMs: number,
): Promise<Map<DatedRow, FoundCall>> {
  const byClosecallid: WithClosecallid[] = [];
  const byUniqueid: WithUniqueid[] = [];
  for (const row of rows) {
    const id = readVicidialId(row.vicidial_id);
    if (id.kind === "closecallid") byClosecallid.push({ row, closecallid: id.closecallid });
    if (id.kind === "uniqueid") byUniqueid.push({ row, uniqueid: id.uniqueid });
  }
  const legs = new Map<DatedRow, CallLeg | { uniqueid: string; direction: "inbound" | null }>([
    ...(await findByClosecallid(database, byClosecallid)),
    ...(await findByUniqueid(database, byUniqueid)),
  ]);
  const rest = rows.filter((row) => !legs.has(row));
  const asked = await askByLead(database, rest, nowMs);
  for (const [row, leg] of asked) if (leg !== null) legs.set(row, leg);
  const transfers = await transfersById(
    database,
    [...legs.values()].flatMap((leg) => ("xfercallid" in leg ? (leg.xfercallid ?? []) : [])),
  );
  const calls = new Map<DatedRow, FoundCall>();
  for (const row of rows) {
    if (!legs.has(row) && !asked.has(row)) continue;
    calls.set(row, toFoundCall(row, legs.get(row) ?? null, transfers));
  }
  return calls;
}

/**
 * Asks for one row after the other. One that the database cannot answer in time counts as not found, to be asked for again
 * later: a lead with calls without number must not hold up all others.
 */
async function askByLead(
  database: VicidialDatabase,
  rows: readonly DatedRow[],
  nowMs: number,
): Promise<Map<DatedRow, CallLeg | null>> {
  const asked = new Map<DatedRow, CallLeg | null>();
  let unanswered = 0;
  for (const row of rows.slice(0, MAX_BY_LEAD)) {
    if (unanswered === MAX_UNANSWERED) break;
    const dialledOnly = readVicidialId(row.vicidial_id).kind === "manual";
    try {
      asked.set(row, await findByLead(database, row, { dialledOnly, nowMs }));
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      asked.set(row, null);
      unanswered += 1;
    }
  }
  return asked;
}

function toFoundCall(
  row: DatedRow,
  leg: CallLeg | { uniqueid: string; direction: "inbound" | null } | null,
  transfers: ReadonlyMap<number, { leadId: number; frontUniqueid: string }>,
): FoundCall {
  if (leg === null) {
    return {
      uniqueid: null,
      callGroup: fallbackGroup(row),
      direction: null,
      campaignId: null,
      status: null,
    };
  }
  if (!("leadId" in leg)) {
    return { ...leg, callGroup: leg.uniqueid, campaignId: null, status: null };
  }
  const transfer = leg.xfercallid === null ? undefined : transfers.get(leg.xfercallid);
  // A transfer keeps the customer's channel and so its uniqueid, except to another server: then the fronter's tells.
  const began = transfer?.leadId === leg.leadId ? transfer.frontUniqueid : null;
  return {
    uniqueid: leg.uniqueid,
    callGroup: began ?? leg.uniqueid ?? fallbackGroup(row),
    direction: leg.direction,
    campaignId: leg.campaignId,
    status: leg.status,
  };
}

/** Without a call to go by: recordings of one lead with the same vicidial_id are of one call. */
function fallbackGroup(row: DatedRow): string | null {
  const vicidialId = row.vicidial_id?.trim() ?? "";
  return vicidialId === "" || !row.lead_id ? null : `${row.lead_id}:${vicidialId}`;
}
