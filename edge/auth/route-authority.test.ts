import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";
import { ACCESS_VARIABLES, accessTeam } from "./access/testing/access-team.ts";
import { seedEverybody, type Who } from "./testing/everybody.ts";
import { ROUTE_RULES } from "./testing/route-rules.ts";

const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const team = await accessTeam();
const app = testApp(NOW_MS, ACCESS_VARIABLES, team.fetch);

const ROUTES = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`),
  ),
];

let everybody: Awaited<ReturnType<typeof seedEverybody>>;
let site: SeededSite;

beforeAll(async () => {
  site = await seedSite("nordwind");
  everybody = await seedEverybody(app, site, team, NOW_MS);
});

let addresses = 0;

function request(route: string, headers: Who): Promise<Response> {
  const [method = "", path = ""] = route.split(" ");
  const address = path.replace(/:\w+/, "nothing").replace("*", "nowhere");
  return app.request(address, {
    method,
    headers: {
      ...headers,
      Origin: "https://nightshift.test",
      // Many failures of one address would be stopped, which is another test.
      "CF-Connecting-IP": `2001:db8::${(addresses += 1)}`,
    },
    ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
  });
}

test("every route has a rule, and every rule a route", () => {
  expect(ROUTES.toSorted()).toEqual(Object.keys(ROUTE_RULES).toSorted());
});

// First: the failures of all routes together would have more sign-ins refused.
describe.each(Object.entries(ROUTE_RULES).filter(([, rule]) => rule === "public"))(
  "%s",
  (route) => {
    test("answers anybody without a word about any site", async () => {
      const response = await request(route, {});
      expect([200, 303, 410, 415]).toContain(response.status);
      expect(await response.text()).not.toContain("nordwind");
    });
  },
);

describe.each(Object.entries(ROUTE_RULES).filter(([, rule]) => rule !== "public"))(
  "%s",
  (route, rule) => {
    test(`lets ${rule} through, and nobody else`, async () => {
      for (const [who, { headers, may }] of Object.entries(everybody)) {
        const { status } = await request(route, headers);
        const isLetThrough = ![401, 403, 429].includes(status);
        expect([who, isLetThrough]).toEqual([who, may.includes(rule)]);
        expect(status).toBeLessThan(500);
      }
    });
  },
);

describe("another site", () => {
  test("is not written to with this site's ingest token", async () => {
    for (const [path, body] of [
      ["/ingest/calls", { site_id: "other", calls: [{}] }],
      ["/ingest/transcripts", { site_id: "other", transcripts: [{}] }],
    ] as const) {
      const response = await app.request(path, {
        method: "POST",
        headers: { Authorization: `Bearer ${site.ingestToken}` },
        body: JSON.stringify(body),
      });
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "wrong_site" } });
    }
  });

  test("has tokens that this site's admin neither sees nor revokes", async () => {
    const headers = {
      Cookie: await signedIn("nordwind", "admin"),
      Origin: "https://nightshift.test",
    };
    const { results } = await env.DB.prepare(
      "SELECT id FROM access_token WHERE site_id = 'expired'",
    ).all<{ id: string }>();
    const listed = await (await app.request("/api/admin/tokens", { headers })).text();
    for (const { id } of results) {
      expect(listed).not.toContain(id);
      const response = await app.request(`/api/admin/tokens/${id}`, { method: "DELETE", headers });
      expect(response.status).toBe(404);
    }
  });
});

test("a form of another site changes nothing in an admin's name", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    const response = await app.request("/api/admin/tokens", {
      method: "POST",
      headers: {
        Cookie: await signedIn("nordwind", "admin"),
        Origin: "https://evil.test",
        "Content-Type": type,
      },
      body: '{"scope":"read","label":"stolen"}',
    });
    expect(response.status).toBe(403);
  }
});
