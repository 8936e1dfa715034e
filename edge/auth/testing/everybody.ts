import { env } from "cloudflare:workers";

import type { Role } from "#shared/contracts/people.ts";

import { seedLink, spendLink } from "../../testing/seed-link.ts";
import { seedSite, type SeededSite } from "../../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../../testing/signed-in.ts";
import type { TestApp } from "../../testing/test-app.ts";
import { SERVICE_TOKEN_CLAIMS, type AccessTeam } from "../access/testing/access-team.ts";
import { createSecret } from "../secrets.ts";
import type { Rule } from "./route-rules.ts";

/** The headers by which somebody is known. */
export type Who = Record<string, string>;

/** Everybody who may ask the Worker for something, or might like to, by what they are, with the rules that let them through. */
export async function seedEverybody(
  app: TestApp,
  site: SeededSite,
  team: AccessTeam,
  nowMs: number,
): Promise<Record<string, { headers: Who; may: readonly Rule[] }>> {
  const expired = await seedSite("expired");
  const revoked = await seedSite("revoked");
  await env.DB.batch([
    env.DB.prepare("UPDATE access_token SET expires_at = ? WHERE site_id = 'expired'").bind(nowMs),
    env.DB.prepare("UPDATE access_token SET revoked_at = 1 WHERE site_id = 'revoked'"),
  ]);
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const cookie = async (role: Role, expiresAtMs?: number) => ({
    Cookie: await signedIn("nordwind", role, expiresAtMs),
  });
  return {
    nobody: { headers: {}, may: [] },
    "an ingest token": { headers: bearer(site.ingestToken), may: ["ingest"] },
    "a read token": { headers: bearer(site.readToken), may: ["any", "read"] },
    "an expired ingest token": { headers: bearer(expired.ingestToken), may: [] },
    "an expired read token": { headers: bearer(expired.readToken), may: [] },
    "a revoked ingest token": { headers: bearer(revoked.ingestToken), may: [] },
    "a revoked read token": { headers: bearer(revoked.readToken), may: [] },
    "an agent": { headers: await cookie("agent"), may: ["any", "person", "agent"] },
    "a reviewer": { headers: await cookie("reviewer"), may: ["any", "person", "read", "review"] },
    "a manager": {
      headers: await cookie("manager"),
      may: ["any", "person", "read", "review", "manage"],
    },
    "an admin": {
      headers: await cookie("admin"),
      may: ["any", "person", "read", "review", "manage", "admin"],
    },
    "a disabled admin": { headers: await disabledAdmin(), may: [] },
    "a session that has run out": { headers: await cookie("admin", nowMs), may: [] },
    "a session's secret as a token": {
      headers: bearer((await signedIn("nordwind", "admin")).split("=")[1] ?? ""),
      may: [],
    },
    "a spent sign-in link as a token": { headers: bearer(await spentLink(app, nowMs)), may: [] },
    "a sign-in link as a session": {
      headers: { Cookie: `__Host-nightshift_session=${createSecret("link")}` },
      may: [],
    },
    "an admin through Access": {
      headers: through(await team.token(nowMs, { email: await emailOf("admin") })),
      may: ["any", "person", "read", "review", "manage", "admin"],
    },
    "a reviewer through Access": {
      headers: through(await team.token(nowMs, { email: await emailOf("reviewer") })),
      may: ["any", "person", "read", "review"],
    },
    "a disabled admin through Access": {
      headers: through(await team.token(nowMs, { email: await emailOf("admin", 1) })),
      may: [],
    },
    "an admin whose Access token has expired": {
      headers: through(await team.token(nowMs - 2 * 3_600_000, { email: await emailOf("admin") })),
      may: [],
    },
    "an admin through Access for another application": {
      headers: through(
        await team.token(nowMs, { email: await emailOf("admin"), aud: ["0".repeat(64)] }),
      ),
      may: [],
    },
    "a stranger through Access": { headers: through(await team.token(nowMs)), may: [] },
    "a service token of Access": {
      headers: through(await team.token(nowMs, SERVICE_TOKEN_CLAIMS)),
      may: [],
    },
    "a read token beside an admin's session": {
      headers: { ...bearer(site.readToken), ...(await cookie("admin")) },
      may: ["any", "read"],
    },
  };
}

const through = (token: string): Who => ({ "Cf-Access-Jwt-Assertion": token });

/** The e-mail address of somebody new at the site. */
async function emailOf(role: Role, disabledAt: number | null = null): Promise<string> {
  const id = await seedPerson("nordwind", role);
  const email = `${id}@example.org`;
  await env.DB.prepare("UPDATE person SET email = ?, disabled_at = ? WHERE id = ?")
    .bind(email, disabledAt, id)
    .run();
  return email;
}

async function spentLink(app: TestApp, nowMs: number): Promise<string> {
  const code = await seedLink("nordwind", { usesLeft: 1, expiresAtMs: nowMs + 1000 });
  const { status } = await spendLink(app, code);
  if (status !== 303) throw new Error(`The link was not spent: ${status}`);
  return code;
}

async function disabledAdmin(): Promise<Who> {
  const id = await seedPerson("nordwind", "admin");
  await env.DB.prepare("UPDATE person SET disabled_at = 1 WHERE id = ?").bind(id).run();
  return { Cookie: await signedInAs("nordwind", id) };
}
