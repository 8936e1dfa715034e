import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { signedIn } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";
import { ACCESS_VARIABLES, accessTeam } from "./access/testing/access-team.ts";
import { seedEverybody, type Rule, type Who } from "./testing/everybody.ts";

const NOW_MS = Date.parse("2026-11-24T06:00:00Z");
const team = await accessTeam();
const app = testApp(NOW_MS, ACCESS_VARIABLES, team.fetch);

/** A rule for every route there is; a route without one fails the test below. */
const RULES: Record<string, Rule> = {
  "GET /live": "public",
  "GET /metrics": "read",
  "GET /assets/dashboard.css": "public",
  "GET /assets/editor.js": "public",
  "GET /assets/refresh.js": "public",
  "GET /assets/icon.svg": "public",
  "GET /assets/keyboard.js": "public",
  "GET /assets/player.js": "public",
  "GET /assets/review.js": "public",
  "GET /assets/transcript.js": "public",
  "GET /sign-in": "public",
  "POST /sign-in": "public",
  "POST /sign-in/site": "public",
  "POST /sign-out": "public",
  "POST /ingest/calls": "ingest",
  "POST /ingest/transcripts": "ingest",
  "POST /ingest/heartbeat": "ingest",
  "POST /ingest/receipts": "ingest",
  "POST /ingest/forget": "ingest",
  "GET /ingest/settings": "ingest",
  "GET /ingest/audio/wanted": "ingest",
  "PUT /ingest/audio/:recordingId": "ingest",
  "POST /ingest/audio/:recordingId/unavailable": "ingest",
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
  "GET /api/qa/reviews": "read",
  "GET /api/qa/reviews.csv": "read",
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
  "POST /review/:recordingId/take": "review",
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
  "POST /settings/calls": "admin",
  "POST /settings/retention": "admin",
  "POST /settings/audio": "admin",
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
  "GET /settings/audit.csv": "admin",
  "GET /settings/audit.json": "admin",
  "GET /settings/reading": "manage",
  "GET /settings/reading.csv": "admin",
  "GET /settings/reading.json": "admin",
  "POST /settings/privacy": "admin",
  "GET /disputes": "review",
  "POST /disputes/:id/answer": "review",
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
  "POST /review/filters": "review",
  "POST /review/filters/:id/delete": "review",
  "GET /trackers": "read",
  "POST /trackers": "manage",
  "POST /trackers/:id": "manage",
  "POST /trackers/:id/delete": "manage",
  "GET /flagged": "read",
  "GET /agreement": "read",
  "GET /calls/:recordingId": "any",
  "GET /calls/:recordingId/audio": "person",
  "GET /*": "read",
  // Last: it ends the sessions by which everything else is asked.
  "POST /sign-out/everywhere": "person",
};

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
  expect(ROUTES.toSorted()).toEqual(Object.keys(RULES).toSorted());
});

// First: the failures of all routes together would have more sign-ins refused.
describe.each(Object.entries(RULES).filter(([, rule]) => rule === "public"))("%s", (route) => {
  test("answers anybody without a word about any site", async () => {
    const response = await request(route, {});
    expect([200, 303, 410, 415]).toContain(response.status);
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
