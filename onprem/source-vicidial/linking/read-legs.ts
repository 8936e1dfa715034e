import type { VicidialDatabase } from "../connect-database.ts";
import { chunksOf } from "../read-recordings.ts";
import { archive, live, PAGE_ROWS, SHARED_KEYS } from "../statements.ts";
import { inboundLeg, outboundLeg, type CallLeg } from "./call-leg.ts";

/** Legs by closecallid, from the log or from its archive. */
export async function legsByClosecallid(
  database: VicidialDatabase,
  log: typeof live | typeof archive,
  closecallids: readonly number[],
): Promise<Map<number, CallLeg>> {
  const legs = new Map<number, CallLeg>();
  for (const chunk of chunksOf([...new Set(closecallids)], PAGE_ROWS)) {
    for (const row of await database.read(log.closersById, chunk)) {
      legs.set(row.closecallid, inboundLeg(row));
    }
  }
  return legs;
}

/** All legs by uniqueid; what the logs no longer have comes from their archives. */
export async function legsByUniqueid(
  database: VicidialDatabase,
  uniqueids: readonly string[],
): Promise<Map<string, CallLeg[]>> {
  const legs = new Map<string, CallLeg[]>();
  for (const log of [live, archive]) {
    const missing = [...new Set(uniqueids)].filter((uniqueid) => !legs.has(uniqueid));
    const found: CallLeg[] = [];
    for (const chunk of chunksOf(missing, SHARED_KEYS)) {
      const dialled = await database.read(log.outboundByUniqueid, chunk);
      const queued = await database.read(log.closersByUniqueid, chunk);
      found.push(...dialled.map(outboundLeg), ...queued.map(inboundLeg));
    }
    for (const leg of found) {
      if (leg.uniqueid !== null) legs.set(leg.uniqueid, [...(legs.get(leg.uniqueid) ?? []), leg]);
    }
  }
  return legs;
}

/** Those of the uniqueids that came in on a dialled number. */
export async function cameInByDid(
  database: VicidialDatabase,
  uniqueids: readonly string[],
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const log of [live, archive]) {
    const missing = [...new Set(uniqueids)].filter((uniqueid) => !found.has(uniqueid));
    for (const chunk of chunksOf(missing, SHARED_KEYS)) {
      for (const row of await database.read(log.didsByUniqueid, chunk)) found.add(row.uniqueid);
    }
  }
  return found;
}

/** The uniqueid under which a transferred call began, by xfercallid; the lead is there to be compared. */
export async function transfersById(
  database: VicidialDatabase,
  xfercallids: readonly number[],
): Promise<Map<number, { leadId: number; frontUniqueid: string }>> {
  const transfers = new Map<number, { leadId: number; frontUniqueid: string }>();
  for (const log of [live, archive]) {
    const missing = [...new Set(xfercallids)].filter((id) => !transfers.has(id));
    for (const chunk of chunksOf(missing, PAGE_ROWS)) {
      for (const row of await database.read(log.transfersById, chunk)) {
        const frontUniqueid = row.front_uniqueid?.trim() ?? "";
        if (frontUniqueid !== "") {
          transfers.set(row.xfercallid, { leadId: row.lead_id, frontUniqueid });
        }
      }
    }
  }
  return transfers;
}
