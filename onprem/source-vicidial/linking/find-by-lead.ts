import type { VicidialDatabase } from "../connect-database.ts";
import type { DatedRow } from "../recording-log-row.ts";
import { archive, live } from "../statements.ts";
import {
  inboundLeg,
  isAgents,
  nearestLeg,
  outboundLeg,
  secondsApart,
  type CallLeg,
} from "./call-leg.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A recording begins while its call lasts, or little before or after what the log says. */
const MAX_APART_SEC = 15 * 60;
/** Logs are archived once a day at the soonest. */
const MAY_BE_ARCHIVED_MS = 20 * 60 * 60_000;

/**
 * `vicidial_id` says nothing, or what it said has been rejected: the agent's call with the same lead that is nearest in
 * time. A manual dial (`dialledOnly`) can only be a dialled call. Null when there is none, or no lead to go by.
 */
export async function findByLead(
  database: VicidialDatabase,
  row: DatedRow,
  options: { dialledOnly: boolean; nowMs: number },
): Promise<CallLeg | null> {
  const leadId = row.lead_id ?? 0;
  const around = wallTimesAround(row);
  if (leadId === 0 || around === null) return null;
  const old = options.nowMs - row.start_epoch * 1000 > MAY_BE_ARCHIVED_MS;
  for (const log of old ? [live, archive] : [live]) {
    const dialled = await database.read(log.outboundOfLead, leadId, around.from, around.to);
    const queued = options.dialledOnly
      ? []
      : await database.read(log.closersOfLead, leadId, around.from, around.to);
    const legs = [...dialled.map(outboundLeg), ...queued.map(inboundLeg)].filter(
      (leg) => isAgents(leg, row) && secondsApart(leg, row) <= MAX_APART_SEC,
    );
    const leg = nearestLeg(legs, row);
    if (leg !== null) return leg;
  }
  return null;
}

/** A day to either side on the wall clock that ViciDial wrote with: wide enough for any change of it. */
function wallTimesAround(row: DatedRow): { from: string; to: string } | null {
  const written = Date.parse(`${(row.start_time ?? "").replace(" ", "T")}Z`);
  if (Number.isNaN(written)) return null;
  const wall = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
  return { from: wall(written - DAY_MS), to: wall(written + DAY_MS) };
}
