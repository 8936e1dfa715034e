import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import type { Role } from "#shared/contracts/people.ts";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";

const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const app = testApp(NOW_MS);

/** Who may use a route. Public routes answer anybody, in their own words; `any` is whoever reads, agents too; `person` whoever is signed in; `review` people of the staff; `agent` nobody but them. */
type Rule =
  | "public"
  | "ingest"
  | "any"
  | "person"
  | "agent"
  | "read"
  | "review"
  | "manage"
  | "admin";

/** A rule for every route there is; a route without one fails the test below. */
const RULES: Record<string, Rule> = {
  "GET /live": "public",
  "GET /assets/dashboard.css": "public",
  "GET /assets/editor.js": "public",
  "GET /assets/refresh.js": "public",
  "GET /assets/icon.svg": "public",
  "GET /assets/keyboard.js": "public",
  "GET /assets/player.js": "public",
  "GET /assets/review.js": "public",
  "GET /assets/transcript.js": "public",
  "GET /sign-in": "public",
  "POST /sign-out": "public",
  "POST /ingest/calls": "ingest",
  "POST /ingest/transcripts": "ingest",
  "POST /ingest/heartbeat": "ingest",
  "POST /ingest/receipts": "ingest",
  "GET /ingest/settings": "ingest",
  "GET /api/openapi.json": "read",
  "GET /api/qa/health": "read",
  "GET /api/qa/daily-summary": "read",
  "GET /api/qa/agent/:user": "read",
  "GET /api/qa/flagged": "read",
  "GET /api/qa/call/:id": "read",
  "GET /api/qa/trends": "read",
  "GET /api/qa/leaderboard": "read",
  "GET /api/qa/queue-status": "read",
  "GET /api/qa/category-matrix": "read",
  "GET /api/qa/category-matrix.csv": "read",
  "GET /api/qa/distribution": "read",
  "GET /api/qa/distribution.csv": "read",
  "GET /api/qa/coverage": "read",
  "GET /api/qa/coverage.csv": "read",
  "GET /api/qa/calls": "read",
  "GET /api/qa/calls.csv": "read",
  "GET /api/qa/cost": "read",
  "GET /api/qa/cost-forecast": "read",
  "GET /api/qa/quota": "read",
  "GET /api/qa/settings": "read",
  "PATCH /api/qa/settings": "admin",
  "GET /api/qa/alerts": "read",
  "GET /api/qa/alert-settings": "read",
  "PATCH /api/qa/alert-settings": "admin",
  "GET /api/admin/alert-channels": "admin",
  "POST /api/admin/alert-channels": "admin",
  "DELETE /api/admin/alert-channels/:id": "admin",
  "GET /api/qa/scorecards": "read",
  "GET /api/qa/scorecards.csv": "read",
  "GET /api/qa/scorecards/:id": "read",
  "POST /api/qa/scorecards": "manage",
  "PUT /api/qa/scorecards/:id/draft": "manage",
  "POST /api/qa/scorecards/:id/publish": "manage",
  "POST /api/qa/scorecards/:id/retire": "manage",
  "POST /api/qa/scorecards/:id/try": "manage",
  "POST /api/qa/scorecards/:id/rescore": "manage",
  "GET /api/qa/scorecard-assignments": "read",
  "GET /api/qa/scorecard-assignments.csv": "read",
  "POST /api/qa/scorecard-assignments": "manage",
  "GET /api/qa/scorecard-runs": "read",
  "GET /api/qa/scorecard-runs.csv": "read",
  "GET /api/qa/scorecard-runs/:id": "read",
  "GET /api/qa/scorecard-runs/:id/calls": "read",
  "GET /api/qa/scorecard-runs/:id/calls.csv": "read",
  "GET /api/qa/scorecard-runs/:id/marks": "read",
  "GET /api/qa/scorecard-runs/:id/marks.csv": "read",
  "POST /api/qa/scorecard-runs/:id/stop": "manage",
  "GET /api/admin/tokens": "admin",
  "POST /api/admin/tokens": "admin",
  "DELETE /api/admin/tokens/:id": "admin",
  "GET /api/admin/people": "admin",
  "POST /api/admin/people": "admin",
  "PATCH /api/admin/people/:id": "admin",
  "POST /api/admin/sign-in-links": "admin",
  "GET /review": "review",
  "POST /review/next": "review",
  "POST /review/:recordingId/release": "review",
  "POST /calls/:recordingId/reviews": "review",
  "GET /calibration": "review",
  "GET /calibration/new": "manage",
  "POST /calibration": "manage",
  "GET /calibration/:id": "review",
  "POST /calibration/:id/close": "manage",
  "GET /calibration/:id/calls/:recordingId": "review",
  "POST /calibration/:id/calls/:recordingId/marks": "review",
  "POST /calibration/:id/calls/:recordingId/decisions": "manage",
  "GET /scorecards": "read",
  "POST /scorecards": "manage",
  "POST /scorecards/assignments": "manage",
  "GET /scorecards/:id/draft": "manage",
  "POST /scorecards/:id/draft": "manage",
  "GET /scorecards/:id/:version": "read",
  "GET /scorecards/:id/:version/publish": "manage",
  "POST /scorecards/:id/:version/publish": "manage",
  "POST /scorecards/:id/:version/retire": "manage",
  "GET /scorecards/:id/:version/try": "manage",
  "POST /scorecards/:id/:version/try": "manage",
  "GET /scorecards/:id/:version/rescore": "manage",
  "POST /scorecards/:id/:version/rescore": "manage",
  "GET /scorecard-runs/:id": "read",
  "POST /scorecard-runs/:id/stop": "manage",
  "GET /settings": "read",
  "POST /settings": "admin",
  "POST /settings/retention": "admin",
  "GET /settings/judges": "read",
  "POST /settings/judges": "admin",
  "POST /settings/judges/second": "admin",
  "GET /settings/agent": "read",
  "GET /settings/alerts": "manage",
  "POST /settings/alerts": "admin",
  "POST /settings/alerts/channels": "admin",
  "POST /settings/alerts/channels/:id/test": "admin",
  "POST /settings/alerts/channels/:id/remove": "admin",
  "GET /settings/alerts/preview": "manage",
  "GET /settings/alerts/preview/html": "manage",
  "GET /settings/alerts/log": "manage",
  "POST /settings/alerts/log/:id/again": "admin",
  "GET /settings/tokens": "admin",
  "POST /settings/tokens": "admin",
  "POST /settings/tokens/:id/revoke": "admin",
  "GET /settings/people": "admin",
  "POST /settings/people": "admin",
  "GET /settings/people/:id": "admin",
  "POST /settings/people/:id": "admin",
  "POST /settings/people/:id/state": "admin",
  "POST /settings/people/:id/link": "admin",
  "GET /settings/audit": "manage",
  "GET /settings/audit.csv": "manage",
  "GET /disputes": "review",
  "POST /disputes/:id/decline": "review",
  "POST /disputes/:id/withdraw": "agent",
  "POST /calls/:recordingId/acknowledgement": "agent",
  "POST /calls/:recordingId/disputes": "agent",
  "GET /coaching": "review",
  "GET /coaching/new": "review",
  "POST /coaching": "review",
  "GET /coaching/:id": "review",
  "POST /coaching/:id/cancel": "review",
  "GET /me/coaching": "agent",
  "GET /me/coaching/:id": "agent",
  "POST /me/coaching/:id/acknowledge": "agent",
  "POST /me/coaching/:id/done": "agent",
  "GET /notices": "person",
  "POST /notices/read": "person",
  "POST /notices/weekly": "person",
  "POST /notices/:id/open": "person",
  "GET /preferences": "any",
  "POST /preferences": "any",
  "GET /": "any",
  "GET /me": "any",
  "GET /me/calls": "any",
  "GET /agents": "read",
  "GET /agents/:user": "read",
  "GET /agents/:user/calls": "read",
  "GET /calls": "read",
  "GET /calls.csv": "read",
  "POST /calls/filters": "review",
  "POST /calls/filters/:id/delete": "review",
  "GET /trackers": "read",
  "POST /trackers": "manage",
  "POST /trackers/:id": "manage",
  "POST /trackers/:id/delete": "manage",
  "GET /flagged": "read",
  "GET /agreement": "read",
  "GET /calls/:recordingId": "any",
  "GET /*": "read",
};

const ROUTES = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`),
  ),
];

type Who = Record<string, string>;
let everybody: Record<string, { headers: Who; may: readonly Rule[] }>;
let site: SeededSite;

beforeAll(async () => {
  site = await seedSite("nordwind");
  const expired = await seedSite("expired");
  const revoked = await seedSite("revoked");
  await env.DB.batch([
    env.DB.prepare("UPDATE access_token SET expires_at = ? WHERE site_id = 'expired'").bind(NOW_MS),
    env.DB.prepare("UPDATE access_token SET revoked_at = 1 WHERE site_id = 'revoked'"),
  ]);
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
  const cookie = async (role: Role, expiresAtMs?: number) => ({
    Cookie: await signedIn("nordwind", role, expiresAtMs),
  });
  everybody = {
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
    "a session that has run out": { headers: await cookie("admin", NOW_MS), may: [] },
    "a session's secret as a token": {
      headers: bearer((await signedIn("nordwind", "admin")).split("=")[1] ?? ""),
      may: [],
    },
    "a read token beside an admin's session": {
      headers: { ...bearer(site.readToken), ...(await cookie("admin")) },
      may: ["any", "read"],
    },
  };
});

async function disabledAdmin(): Promise<Who> {
  const id = await seedPerson("nordwind", "admin");
  await env.DB.prepare("UPDATE person SET disabled_at = 1 WHERE id = ?").bind(id).run();
  return { Cookie: await signedInAs("nordwind", id) };
}

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
  expect(ROUTES.toSorted()).toEqual(Object.keys(RULES).toSorted());
});

// First: the failures of all routes together would have more sign-ins refused.
describe.each(Object.entries(RULES).filter(([, rule]) => rule === "public"))("%s", (route) => {
  test("answers anybody without a word about any site", async () => {
    const response = await request(route, {});
    expect([200, 303, 410]).toContain(response.status);
    expect(await response.text()).not.toContain("nordwind");
  });
});

describe.each(Object.entries(RULES).filter(([, rule]) => rule !== "public"))(
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
