import { env } from "cloudflare:workers";

import { createSecret, hashSecret } from "../auth/secrets.ts";

/** Inserts a sign-in link of a site and answers with its code. */
export async function seedLink(
  siteId: string,
  link: { usesLeft: number; expiresAtMs: number },
): Promise<string> {
  const code = createSecret("link");
  await env.DB.prepare(
    "INSERT INTO sign_in_link (secret_hash, site_id, role, uses_left, created_at, expires_at) VALUES (?, ?, 'manager', ?, 0, ?)",
  )
    .bind(await hashSecret(code), siteId, link.usesLeft, link.expiresAtMs)
    .run();
  return code;
}
