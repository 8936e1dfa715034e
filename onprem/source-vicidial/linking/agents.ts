import type { VicidialDatabase } from "../connect-database.ts";
import { DatabaseUnavailableError } from "../database-error.ts";
import { chunksOf } from "../read-recordings.ts";
import { anyUser, PAGE_ROWS, usersByName } from "../statements.ts";
import { sameName } from "./same-name.ts";

/** Names under which ViciDial itself records: surveys and answering-machine detection, and the gateway server. */
const VICIDIALS_OWN = ["VDAD", "VDCL", "GATEWAY"];

/** Who is a person: by the key of sameName, with the full name where ViciDial has one. */
export type Agents = ReadonlyMap<string, { fullName: string | null }>;

/**
 * Those of the users of recording_log that are people: known to vicidial_users, and neither ViciDial's own nor listed in
 * `notAgents`. Dialled numbers and account codes, under which whole calls are recorded, are no users there. Throws
 * DatabaseUnavailableError when there is no user at all.
 */
export async function readAgents(
  database: VicidialDatabase,
  names: readonly string[],
  notAgents: readonly string[],
): Promise<Agents> {
  const nobody = new Set([...VICIDIALS_OWN, ...notAgents].map(sameName));
  // Characters that the column cannot hold would make the server convert the column, and read all of it.
  const asked = [...new Set(names)].filter(
    (name) => !nobody.has(sameName(name)) && !/[^\u0020-\uffff]|[\ud800-\udfff]/.test(name),
  );
  const agents = new Map<string, { fullName: string | null }>();
  for (const chunk of chunksOf(asked, PAGE_ROWS)) {
    for (const row of await database.read(usersByName, chunk)) {
      const fullName = row.full_name?.trim() ?? "";
      agents.set(sameName(row.user), { fullName: fullName === "" ? null : fullName });
    }
  }
  if (asked.length > 0 && agents.size === 0 && (await database.read(anyUser)).length === 0) {
    // While the table is being restored nobody would be an agent, and no recording would be heard.
    throw new DatabaseUnavailableError(
      "ViciDial's vicidial_users is empty, so nobody could be told from a dialled number (is it being restored?).",
    );
  }
  return agents;
}
