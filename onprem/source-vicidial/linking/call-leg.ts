import { agentOf, type DatedRow } from "../recording-log-row.ts";
import type { CloserRow, OutboundRow } from "../statements.ts";
import { sameName } from "./same-name.ts";

/** A leg of a call as one of ViciDial's logs has it. */
export type CallLeg = {
  direction: "inbound" | "outbound";
  uniqueid: string | null;
  leadId: number;
  /** The campaign that dialled, or the in-group. */
  campaignId: string | null;
  status: string | null;
  user: string | null;
  startEpoch: number | null;
  endEpoch: number | null;
  /** vicidial_xfer_log's key of the transfer that the leg came from; null when it was none. */
  xfercallid: number | null;
};

/** Ids are given again after a log was wiped: a leg that far from its recording is another call's. */
const SAME_CALL_SEC = 12 * 60 * 60;

export function inboundLeg(row: CloserRow): CallLeg {
  return {
    direction: "inbound",
    ...legOf(row),
    xfercallid: row.xfercallid === null || row.xfercallid === 0 ? null : row.xfercallid,
  };
}

export function outboundLeg(row: OutboundRow): CallLeg {
  return { direction: "outbound", ...legOf(row), xfercallid: null };
}

function legOf(row: OutboundRow): Omit<CallLeg, "direction" | "xfercallid"> {
  return {
    uniqueid: filled(row.uniqueid),
    leadId: row.lead_id,
    campaignId: filled(row.campaign_id),
    status: filled(row.status),
    user: filled(row.user),
    startEpoch: row.start_epoch,
    endEpoch: row.end_epoch,
  };
}

/** Whether a leg can be of the recording's call: the same lead where both are known, and not of another day. */
export function canBelong(leg: CallLeg, row: DatedRow): boolean {
  const leadId = row.lead_id ?? 0;
  const sameLead = leadId === 0 || leg.leadId === 0 || leadId === leg.leadId;
  const near =
    leg.startEpoch === null || Math.abs(leg.startEpoch - row.start_epoch) <= SAME_CALL_SEC;
  return sameLead && near;
}

/** Whether a leg is the one that the recording's agent had. */
export function isAgents(leg: CallLeg, row: DatedRow): boolean {
  const agent = agentOf(row);
  return agent !== null && leg.user !== null && sameName(agent) === sameName(leg.user);
}

/**
 * The leg nearest to the recording in time, the agent's own before any other; of two that the recording began in (the
 * agent's last call ended as the next came) the one that began nearer to it. Null when there is none.
 */
export function nearestLeg(legs: readonly CallLeg[], row: DatedRow): CallLeg | null {
  const own = legs.filter((leg) => isAgents(leg, row));
  const startsApart = (leg: CallLeg) => Math.abs((leg.startEpoch ?? 0) - row.start_epoch);
  const [nearest] = (own.length > 0 ? own : legs).toSorted(
    (a, b) => secondsApart(a, row) - secondsApart(b, row) || startsApart(a) - startsApart(b),
  );
  return nearest ?? null;
}

/** Seconds between a recording's start and a leg; 0 while the leg lasted. */
export function secondsApart(leg: CallLeg, row: DatedRow): number {
  if (leg.startEpoch === null) return Number.MAX_SAFE_INTEGER;
  const end = Math.max(leg.endEpoch ?? leg.startEpoch, leg.startEpoch);
  return Math.max(leg.startEpoch - row.start_epoch, row.start_epoch - end, 0);
}

function filled(text: string | null): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}
