import { env } from "cloudflare:workers";
import { base64url, SignJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";

import type { Role } from "#shared/contracts/people.ts";

import { seedLink, spendLink } from "../../testing/seed-link.ts";
import { seedSite } from "../../testing/seed-site.ts";
import { seedPerson } from "../../testing/signed-in.ts";
import { emptyDatabase, rows } from "../../testing/table-rows.ts";
import { testApp, type TestApp } from "../../testing/test-app.ts";
import {
  ACCESS_VARIABLES,
  accessTeam,
  AUDIENCE,
  SERVICE_TOKEN_CLAIMS,
  TEAM_URL,
  type AccessTeam,
} from "./testing/access-team.ts";

const START_MS = Date.parse("2026-11-24T08:00:00Z");
const START_SEC = START_MS / 1000;

let team: AccessTeam;
let app: TestApp;
let token: string;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  await knownPerson("nordwind", "manager");
  team = await accessTeam();
  app = testApp(START_MS, ACCESS_VARIABLES, team.fetch);
  token = await team.token(START_MS);
});

async function knownPerson(siteId: string, role: Role, email = "jo@example.org"): Promise<string> {
  const id = await seedPerson(siteId, role);
  await env.DB.prepare("UPDATE person SET email = ? WHERE id = ?").bind(email, id).run();
  return id;
}

const withToken = (jwt: string) => ({ "Cf-Access-Jwt-Assertion": jwt });
const ask = (headers: Record<string, string>, path = "/api/qa/settings", at = app) =>
  at.request(path, { headers });
const statusWith = async (jwt: string, at = app) =>
  (await ask(withToken(jwt), undefined, at)).status;
const codeOf = async (response: Response) =>
  (await response.json<{ error: { code: string } }>()).error.code;
const page = (headers: Record<string, string>, at = app) =>
  ask({ Accept: "text/html", ...headers }, "/", at);
const claims = (changed: Record<string, unknown>) => team.token(START_MS, changed);

describe("a token of Cloudflare Access", () => {
  test("lets in whoever has its e-mail address, in their role", async () => {
    expect(await statusWith(token)).toBe(200);
    expect((await ask(withToken(token), "/api/admin/people")).status).toBe(403);
    expect(await (await page(withToken(token))).text()).toContain("Signed in as Test manager");
  });

  test("may come in the cookie that browsers keep; the header goes first", async () => {
    expect((await ask({ Cookie: `CF_Authorization=${token}` })).status).toBe(200);
    const both = await ask({ Cookie: `CF_Authorization=${token}`, ...withToken("rubbish") });
    expect(both.status).toBe(401);
  });

  test("names somebody whatever the case of their e-mail address", async () => {
    expect(await statusWith(await claims({ email: " JO@Example.ORG" }))).toBe(200);
  });

  test.each([
    ["another audience", { aud: ["0".repeat(64)] }],
    ["no audience", { aud: undefined }],
    ["another issuer", { iss: "https://evil.cloudflareaccess.com" }],
    ["an issuer that only begins alike", { iss: `${TEAM_URL}.evil.example` }],
    ["no issuer", { iss: undefined }],
    ["an end in the past", { exp: START_SEC - 31 }],
    ["no end", { exp: undefined }],
    ["a beginning in the future", { nbf: START_SEC + 31 }],
    ["no time of issue", { iat: undefined }],
    ["the type of a team's session", { type: "org" }],
    ["an e-mail address that is none", { email: 7 }],
  ])("is refused with %s", async (_, changed) => {
    const response = await ask(withToken(await claims(changed)));
    expect([response.status, await codeOf(response)]).toEqual([401, "unauthorized"]);
  });

  test("may be half a minute beside our clock", async () => {
    expect(await statusWith(await claims({ exp: START_SEC - 29 }))).toBe(200);
    expect(await statusWith(await claims({ nbf: START_SEC + 29 }))).toBe(200);
  });

  test("is refused unsigned, signed with our own public key, changed or broken", async () => {
    const [head = "", body = "", signature = ""] = token.split(".");
    const encode = (value: object) => base64url.encode(JSON.stringify(value));
    const payload = { aud: AUDIENCE, iss: TEAM_URL, email: "jo@example.org", type: "app" };
    const confused = await new SignJWT({ ...payload, iat: START_SEC, exp: START_SEC + 60 })
      .setProtectedHeader({ alg: "HS256", kid: "key-1" })
      .sign(new TextEncoder().encode(team.publicKeyText()));
    const stranger = await accessTeam();
    for (const bad of [
      `${encode({ alg: "none" })}.${body}.`,
      `${encode({ alg: "none", kid: "key-1" })}.${body}.${signature}`,
      confused,
      await stranger.token(START_MS),
      `${head}.${encode({ ...payload, exp: START_SEC + 60 })}.${signature}`,
      `${head}.${body}.${signature.slice(2)}`,
      `${head}.${body}`,
      "rubbish",
      "..",
      "é",
      `${encode({ alg: ["RS256"] })}.${body}.${signature}`,
      `${token}${"a".repeat(20_000)}`,
    ]) {
      expect([bad.slice(0, 80), await statusWith(encodeURI(bad))]).toEqual([bad.slice(0, 80), 401]);
    }
  });

  test("counts as a wrong one when it is, and its owner is let in all the same", async () => {
    const guess = () =>
      ask({ "CF-Connecting-IP": "192.0.2.77", ...withToken("rubbish") }).then((r) => r.status);
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 100) statuses.push(await guess());
    expect(statuses.at(-1)).toBe(429);
    expect((await ask({ "CF-Connecting-IP": "192.0.2.77", ...withToken(token) })).status).toBe(200);
  });

  test("is nothing to a Worker that Access does not stand before", async () => {
    const without = testApp(START_MS, {}, team.fetch);
    expect(await statusWith(token, without)).toBe(401);
    expect(await (await page(withToken(token), without)).text()).toContain("need a sign-in link");
    expect(team.asked()).toBe(0);
  });

  test("lets nobody write as the agent of a site", async () => {
    expect((await ask(withToken(token), "/ingest/settings")).status).toBe(401);
  });

  test("does not let another site's form act in its owner's name", async () => {
    const send = (origin: string) =>
      app.request("/preferences", {
        method: "POST",
        headers: {
          Cookie: `CF_Authorization=${token}`,
          Origin: origin,
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body: "theme=dark&density=compact&keys=on",
      });
    expect((await send("https://evil.test")).status).toBe(403);
    expect((await send("https://nightshift.test")).status).toBe(303);
  });
});

describe("whom Access lets through and Nightshift does not", () => {
  const refusedAs = async (jwt: string) => {
    const response = await ask(withToken(jwt));
    return [response.status, await codeOf(response)];
  };

  test("a stranger is told what to do", async () => {
    const stranger = await claims({ email: "who@example.org" });
    expect(await refusedAs(stranger)).toEqual([403, "access_unknown_person"]);
    const shown = await page(withToken(stranger));
    expect([shown.status, shown.headers.get("Cache-Control")]).toEqual([403, "no-store"]);
    const text = await shown.text();
    expect(text).toContain("<strong>who@example.org</strong>");
    expect(text).toContain("Settings, People");
    expect(text).toContain('href="/cdn-cgi/access/logout"');
    expect(text).not.toContain("nordwind");
  });

  test("a stranger's address is no markup", async () => {
    const text = await (await page(withToken(await claims({ email: "<b>@x" })))).text();
    expect(text).toContain("&lt;b&gt;@x");
  });

  test("somebody who was disabled is refused at once", async () => {
    expect(await statusWith(token)).toBe(200);
    await env.DB.prepare("UPDATE person SET disabled_at = 1").run();
    expect(await refusedAs(token)).toEqual([403, "access_person_disabled"]);
  });

  test("a changed role holds at once", async () => {
    await env.DB.prepare("UPDATE person SET role = 'admin'").run();
    expect((await ask(withToken(token), "/api/admin/people")).status).toBe(200);
  });

  test("a service token is nobody, and opens the door for a token of ours", async () => {
    const service = await claims(SERVICE_TOKEN_CLAIMS);
    expect(await refusedAs(service)).toEqual([403, "access_service_token"]);
    const { readToken } = await seedSite("other");
    const both = { Authorization: `Bearer ${readToken}`, ...withToken(service) };
    expect((await ask(both)).status).toBe(200);
  });

  test("whoever is known at several sites chooses one, and no other", async () => {
    await seedSite("westwind");
    await seedSite("foreign");
    await knownPerson("westwind", "reviewer");
    expect(await refusedAs(token)).toEqual([403, "access_choose_site"]);
    const text = await (await page(withToken(token))).text();
    expect(text).toContain("Site westwind</button>");
    expect(text).not.toContain("Site foreign");
    const choose = (site: string) =>
      app.request("/sign-in/site", {
        method: "POST",
        headers: {
          Origin: "https://nightshift.test",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ site }).toString(),
      });
    const cookieFor = async (site: string) =>
      (await choose(site)).headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const Cookie = await cookieFor("westwind");
    expect(Cookie).toBe("__Host-nightshift_site=westwind");
    expect(await (await page({ ...withToken(token), Cookie })).text()).toContain("Site westwind");
    const elsewhere = await ask({ ...withToken(token), Cookie: await cookieFor("foreign") });
    expect(elsewhere.status).toBe(403);
  });
});

describe("groups", () => {
  const withGroups = (groups: unknown) => claims({ custom: { groups } });
  const mayAdminister = async (groups: unknown, at: TestApp) =>
    (await ask(withToken(await withGroups(groups)), "/api/admin/people", at)).status === 200;

  test("give the role that the setting says, the highest of several, in place of the own one", async () => {
    const roles = { "qa-admins": "admin", "qa-readers": "reviewer" };
    const at = testApp(
      START_MS,
      { ...ACCESS_VARIABLES, ACCESS_GROUP_ROLES: JSON.stringify(roles) },
      team.fetch,
    );
    const mayManage = async (groups: unknown) =>
      (await ask(withToken(await withGroups(groups)), "/settings/audit", at)).status === 200;
    expect(await mayAdminister(["qa-readers", "qa-admins"], at)).toBe(true);
    expect(await mayAdminister("qa-admins", at)).toBe(true);
    expect(await mayManage(["other", { name: "qa-admins" }])).toBe(true);
    expect(await mayAdminister(["other", { name: "qa-admins" }], at)).toBe(false);
    expect(await mayManage(["qa-readers"])).toBe(false);
    expect(await mayAdminister(7, at)).toBe(false);
    // An agent stays one, and nobody becomes somebody by a group.
    await env.DB.prepare("UPDATE person SET role = 'agent', agent_user = '1001'").run();
    expect(await mayAdminister(["qa-admins"], at)).toBe(false);
    await env.DB.prepare("UPDATE person SET email = NULL").run();
    expect(await mayAdminister(["qa-admins"], at)).toBe(false);
  });

  test("mean nothing without the setting", async () => {
    expect(await mayAdminister(["admin", "qa-admins"], app)).toBe(false);
  });
});

describe("a set-up that is not complete", () => {
  test.each([
    ["no audience", { ACCESS_AUDIENCE: "" }, "ACCESS_AUDIENCE is not set"],
    ["no team", { ACCESS_TEAM_DOMAIN: " " }, "ACCESS_TEAM_DOMAIN is not set"],
    ["a team with a scheme", { ACCESS_TEAM_DOMAIN: TEAM_URL }, "without https://"],
    ["a team elsewhere", { ACCESS_TEAM_DOMAIN: "evil.example" }, "TEAM.cloudflareaccess.com"],
    ["a name as audience", { ACCESS_AUDIENCE: "nightshift" }, "64 hex digits"],
    ["groups that are no JSON", { ACCESS_GROUP_ROLES: "a=admin" }, "must be JSON"],
    ["a group of agents", { ACCESS_GROUP_ROLES: '{"a":"agent"}' }, "must be JSON"],
  ])("with %s is an error for all that has no other authority", async (_, variables, words) => {
    const at = testApp(START_MS, { ...ACCESS_VARIABLES, ...variables }, team.fetch);
    for (const headers of [withToken(token), {}]) {
      const response = await ask(headers, undefined, at);
      expect(response.status).toBe(503);
      expect(await response.text()).toContain(words);
      expect(await (await page(headers, at)).text()).toContain("not set up completely");
    }
    const { readToken } = await seedSite("other");
    const reader = await ask({ Authorization: `Bearer ${readToken}` }, undefined, at);
    expect(reader.status).toBe(200);
  });
});

describe("a session beside Access", () => {
  const signOut = (headers: Record<string, string>) =>
    app.request("/sign-out", {
      method: "POST",
      headers: { Origin: "https://nightshift.test", ...headers },
    });

  test("goes first while it lasts; signing out of it leaves Access, the next leads out of that", async () => {
    const code = await seedLink("nordwind", { usesLeft: 1, expiresAtMs: START_MS + 1000 });
    await env.DB.prepare("UPDATE person SET name = 'Guest' WHERE email IS NULL").run();
    const signedIn = await spendLink(app, code, withToken(token));
    const Cookie = signedIn.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const both = { ...withToken(token), Cookie };
    expect(await (await page(both)).text()).toContain("Signed in as Guest");
    const first = await signOut(both);
    expect([first.status, first.headers.get("Location")]).toEqual([303, "/"]);
    expect(await (await page(both)).text()).toContain("Signed in as Test manager");
    const second = await signOut(both);
    expect(second.status).toBe(200);
    expect(second.headers.get("Set-Cookie")).toMatch(/CF_Authorization=; Max-Age=0/);
    expect(await second.text()).toContain('content="0;url=/cdn-cgi/access/logout"');
  });

  test("everywhere ends Access's as well, and the audit log names the person", async () => {
    const response = await app.request("/sign-out/everywhere", {
      method: "POST",
      headers: { Origin: "https://nightshift.test", ...withToken(token) },
    });
    expect(await response.text()).toContain("/cdn-cgi/access/logout");
    const [person] = await rows("SELECT id FROM person");
    expect(await rows("SELECT actor FROM audit_event")).toEqual([
      { actor: `person:${String(person?.id)}` },
    ]);
  });
});
