import { env } from "cloudflare:workers";

import { createSecret, hashSecret, type SecretKind } from "../auth/secrets.ts";

export type SeededSite = { siteId: string; ingestToken: string; readToken: string };

/** Inserts a site with one token of each scope. */
export async function seedSite(siteId: string, timeZone = "America/New_York"): Promise<SeededSite> {
  await env.DB.prepare("INSERT INTO site (id, name, time_zone, created_at) VALUES (?, ?, ?, 0)")
    .bind(siteId, `Site ${siteId}`, timeZone)
    .run();
  return {
    siteId,
    ingestToken: await seedToken(siteId, "ingest"),
    readToken: await seedToken(siteId, "read"),
  };
}

async function seedToken(siteId: string, scope: Extract<SecretKind, "ingest" | "read">) {
  const secret = createSecret(scope);
  await env.DB.prepare(
    "INSERT INTO access_token (id, site_id, scope, secret_hash, label, created_at) VALUES (?, ?, ?, ?, ?, 0)",
  )
    .bind(crypto.randomUUID(), siteId, scope, await hashSecret(secret), "test")
    .run();
  return secret;
}
