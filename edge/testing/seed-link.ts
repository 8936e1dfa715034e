import { env } from "cloudflare:workers";

import { createSecret, hashSecret } from "../auth/secrets.ts";
import { seedPerson } from "./signed-in.ts";
import type { TestApp } from "./test-app.ts";

/** Presses the button that a sign-in link shows. */
export function spendLink(
  app: TestApp,
  code: string,
  headers: Record<string, string> = {},
  origin = "https://nightshift.test",
): Promise<Response> {
  return app.request(`${origin}/sign-in`, {
    method: "POST",
    headers: { Origin: origin, "Content-Type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams({ code }).toString(),
  });
}

/** Inserts a sign-in link for a manager of a site and answers with its code. */
export async function seedLink(
  siteId: string,
  link: { usesLeft: number; expiresAtMs: number },
): Promise<string> {
  const code = createSecret("link");
  await env.DB.prepare(
    "INSERT INTO sign_in_link (secret_hash, site_id, person_id, uses_left, created_at, expires_at) VALUES (?, ?, ?, ?, 0, ?)",
  )
    .bind(
      await hashSecret(code),
      siteId,
      await seedPerson(siteId, "manager"),
      link.usesLeft,
      link.expiresAtMs,
    )
    .run();
  return code;
}
