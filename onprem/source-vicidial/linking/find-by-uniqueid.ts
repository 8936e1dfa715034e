import type { VicidialDatabase } from "../connect-database.ts";
import type { DatedRow } from "../recording-log-row.ts";
import { canBelong, nearestLeg, type CallLeg } from "./call-leg.ts";
import { cameInByDid, legsByUniqueid } from "./read-legs.ts";

export type WithUniqueid = { row: DatedRow; uniqueid: string };

/**
 * `vicidial_id` is an Asterisk uniqueid: of a dialled call, else of a call that came in, known to the in-group log or only
 * to the log of dialled numbers. A uniqueid that no log knows yet is still the call's own; one whose only rows are another
 * lead's is not.
 */
export async function findByUniqueid(
  database: VicidialDatabase,
  wanted: readonly WithUniqueid[],
): Promise<Map<DatedRow, CallLeg | { uniqueid: string; direction: "inbound" | null }>> {
  const found = new Map<DatedRow, CallLeg | { uniqueid: string; direction: "inbound" | null }>();
  const legs = await legsByUniqueid(
    database,
    wanted.map(({ uniqueid }) => uniqueid),
  );
  const unknown: WithUniqueid[] = [];
  for (const { row, uniqueid } of wanted) {
    const known = legs.get(uniqueid);
    if (known === undefined) {
      unknown.push({ row, uniqueid });
      continue;
    }
    const leg = nearestLeg(
      known.filter((candidate) => canBelong(candidate, row)),
      row,
    );
    if (leg !== null) found.set(row, leg);
  }
  const byDid = await cameInByDid(
    database,
    unknown.map(({ uniqueid }) => uniqueid),
  );
  for (const { row, uniqueid } of unknown) {
    found.set(row, { uniqueid, direction: byDid.has(uniqueid) ? "inbound" : null });
  }
  return found;
}
