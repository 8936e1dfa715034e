import { env } from "cloudflare:workers";

import type { Role } from "#shared/contracts/people.ts";

import { createSecret, hashSecret } from "../auth/secrets.ts";

/** Adds somebody with this role to a site, an agent for the ViciDial user; answers with their id. */
export async function seedPerson(siteId: string, role: Role, agentUser = "1001"): Promise<string> {
  const id = crypto.randomUUID();
  const user = role === "agent" ? agentUser : null;
  await env.DB.prepare(
    `INSERT INTO person (id, site_id, name, role, agent_user, created_at) VALUES (?1, ?2, ?3, ?4, ?5, 0)
     ON CONFLICT DO NOTHING`,
  )
    .bind(id, siteId, `Test ${role}`, role, user)
    .run();
  const found = await env.DB.prepare(
    "SELECT id FROM person WHERE site_id = ? AND (id = ? OR agent_user = ?)",
  )
    .bind(siteId, id, user)
    .first<{ id: string }>();
  return found?.id ?? id;
}

/** Opens a session for somebody new at a site with this role; answers with the Cookie header. */
export async function signedIn(
  siteId: string,
  role: Role,
  expiresAtMs = Number.MAX_SAFE_INTEGER,
  agentUser = "1001",
): Promise<string> {
  return signedInAs(siteId, await seedPerson(siteId, role, agentUser), expiresAtMs);
}

/** Opens a session for somebody; answers with the Cookie header. */
export async function signedInAs(
  siteId: string,
  personId: string,
  expiresAtMs = Number.MAX_SAFE_INTEGER,
): Promise<string> {
  const secret = createSecret("session");
  await env.DB.prepare(
    "INSERT INTO session (secret_hash, site_id, person_id, created_at, expires_at) VALUES (?, ?, ?, 0, ?)",
  )
    .bind(await hashSecret(secret), siteId, personId, expiresAtMs)
    .run();
  return `__Host-nightshift_session=${secret}`;
}
