import type { Database } from "../db/client.ts";

/** Who did things, by how the audit log names them (`person:ID`, `token:SCOPE:ID`), in words. */
export type ActorNames = ReadonlyMap<string, string>;

/** The names of some actors of a site; one who is neither a person nor a token of it has none. */
export async function readActorNames(
  db: Database,
  siteId: string,
  actors: Iterable<string | null>,
): Promise<ActorNames> {
  const ids = new Map<string, string>();
  for (const actor of actors) {
    const id = /^(?:person|token:\w+):(.+)$/.exec(actor ?? "")?.[1];
    if (actor !== null && id !== undefined) ids.set(id, actor);
  }
  if (ids.size === 0) return new Map();
  const { results } = await db.$client
    .prepare(
      `SELECT id, name FROM person WHERE site_id = ?1 AND id IN (SELECT value FROM json_each(?2))
       UNION ALL
       SELECT id, 'token “' || label || '”' FROM access_token
       WHERE site_id = ?1 AND id IN (SELECT value FROM json_each(?2))`,
    )
    .bind(siteId, JSON.stringify([...ids.keys()]))
    .all<{ id: string; name: string }>();
  return new Map(results.map(({ id, name }) => [ids.get(id) ?? id, name]));
}

/** An actor's name, or how the audit log has them. */
export function actorName(names: ActorNames, actor: string | null): string {
  if (actor === null) return "Nightshift";
  const known = names.get(actor);
  if (known !== undefined) return known;
  return actor.startsWith("person:") ? "somebody who is no longer listed" : actor;
}
