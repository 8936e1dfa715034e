import type { VicidialDatabase } from "../connect-database.ts";
import type { DatedRow } from "../recording-log-row.ts";
import { archive, live } from "../statements.ts";
import { canBelong, isAgents, nearestLeg, type CallLeg } from "./call-leg.ts";
import { legsByClosecallid, legsByUniqueid } from "./read-legs.ts";

export type WithClosecallid = { row: DatedRow; closecallid: number };

/**
 * `vicidial_id` is a closecallid. It is looked up again by lead when a recording stops, without regard to the agent: after
 * a transfer the fronter's recording points at the closer's leg. Then the agent's own leg of the same call is taken.
 */
export async function findByClosecallid(
  database: VicidialDatabase,
  wanted: readonly WithClosecallid[],
): Promise<Map<DatedRow, CallLeg>> {
  const found = new Map<DatedRow, CallLeg>();
  for (const log of [live, archive]) {
    const missing = wanted.filter(({ row }) => !found.has(row));
    const legs = await legsByClosecallid(
      database,
      log,
      missing.map(({ closecallid }) => closecallid),
    );
    for (const { row, closecallid } of missing) {
      const leg = legs.get(closecallid);
      if (leg !== undefined && canBelong(leg, row)) found.set(row, leg);
    }
  }
  const others = [...found].filter(([row, leg]) => leg.uniqueid !== null && !isAgents(leg, row));
  const siblings = await legsByUniqueid(
    database,
    others.flatMap(([, leg]) => leg.uniqueid ?? []),
  );
  for (const [row, leg] of others) {
    const own = (siblings.get(leg.uniqueid ?? "") ?? []).filter(
      (sibling) => canBelong(sibling, row) && isAgents(sibling, row),
    );
    found.set(row, nearestLeg(own, row) ?? leg);
  }
  return found;
}
