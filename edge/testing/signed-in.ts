import { env } from "cloudflare:workers";

import type { Role } from "../auth/principal.ts";
import { createSecret, hashSecret } from "../auth/secrets.ts";

/** Opens a session of a site for somebody with this role; answers with the Cookie header. */
export async function signedIn(
  siteId: string,
  role: Role,
  expiresAtMs = Number.MAX_SAFE_INTEGER,
): Promise<string> {
  const secret = createSecret("session");
  await env.DB.prepare(
    "INSERT INTO session (secret_hash, site_id, role, created_at, expires_at) VALUES (?, ?, ?, 0, ?)",
  )
    .bind(await hashSecret(secret), siteId, role, expiresAtMs)
    .run();
  return `__Host-nightshift_session=${secret}`;
}
