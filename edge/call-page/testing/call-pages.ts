import { env } from "cloudflare:workers";

import type { Role } from "#shared/contracts/people.ts";

import { LONDON, seedCalls, seedSite, type SeedCall } from "../../qa-api/testing/seed-site.ts";
import { seedPerson, signedInAs } from "../../testing/signed-in.ts";
import { emptyDatabase } from "../../testing/table-rows.ts";
import { testApp } from "../../testing/test-app.ts";

export const NOW_MS = Date.parse("2026-11-24T09:30:00Z");
const app = testApp(NOW_MS);
let cookie = "";

/** An empty site with somebody of this role signed in. */
export async function freshSite(role: Role = "manager"): Promise<void> {
  await emptyDatabase();
  await seedSite(env.DB, LONDON);
  await signInAnother(role);
}

/** Somebody else of the site signs in instead. */
export async function signInAnother(role: Role = "manager"): Promise<void> {
  cookie = await signedInAs(LONDON.id, await seedPerson(LONDON.id, role));
}

/** Asks for a page as whoever is signed in, or sends a form. */
export async function ask(path: string, form?: Record<string, string>): Promise<Response> {
  const headers = { Accept: "text/html", Cookie: cookie, Origin: "https://nightshift.test" };
  if (form === undefined) return app.request(path, { headers });
  return app.request(path, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
}

export const pageText = async (path: string) => (await ask(path)).text();

export const run = (sql: string, ...values: unknown[]) =>
  env.DB.prepare(sql)
    .bind(...values)
    .run();

export const calls = (...list: SeedCall[]) => seedCalls(env.DB, LONDON, list);

export const call = (recordingId: string, more: Partial<SeedCall> = {}): SeedCall => ({
  recordingId,
  startedAt: "2026-11-22T09:00:00Z",
  ...more,
});
