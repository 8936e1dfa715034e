import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { testApp } from "../testing/test-app.ts";
import { AnswerCache } from "./answer-cache.ts";
import { seedBusySite } from "./testing/busy-site.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const app = testApp(NOW_MS);
let busy: SeededSite;
let other: SeededSite;
beforeAll(async () => {
  busy = await seedSite("busy");
  other = await seedSite("other");
  await seedBusySite(env.DB, "busy", "2026-11-23", 500);
});

const get = (path: string, token: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { Authorization: `Bearer ${token}`, ...headers } });
const tagOf = (response: Response) => response.headers.get("ETag") ?? "none";

const ADDRESSES = [
  "/api/qa/trends?days=30",
  "/api/qa/coverage",
  "/api/qa/queue-status",
  "/api/qa/settings",
  "/api/qa/calls?limit=3",
  "/api/openapi.json",
];

describe.each(ADDRESSES)("%s", (path) => {
  test("is answered 304 to who has it already, and in full to anybody else", async () => {
    const first = await get(path, busy.readToken);
    const again = await get(path, busy.readToken, { "If-None-Match": `"other", ${tagOf(first)}` });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(tagOf(again)).toBe(tagOf(first));
    const full = await get(path, busy.readToken, { "If-None-Match": '"other"' });
    expect(full.status).toBe(200);
    expect(await full.text()).toBe(await first.text());
  });
});

test("the tag of one site, address, format or day is not that of another", async () => {
  const tags = [
    tagOf(await get("/api/qa/coverage", busy.readToken)),
    tagOf(await get("/api/qa/coverage", other.readToken)),
    tagOf(await get("/api/qa/coverage?days=7", busy.readToken)),
    tagOf(await get("/api/qa/coverage", busy.readToken, { Accept: "text/csv" })),
  ];
  app.clock.nowMs += 24 * 3_600_000;
  tags.push(tagOf(await get("/api/qa/coverage", busy.readToken)));
  app.clock.nowMs = NOW_MS;
  expect(new Set(tags).size).toBe(tags.length);
});

test("a call that comes in or is scored makes earlier answers old at once", async () => {
  const before = await get("/api/qa/coverage?days=1", busy.readToken);
  const upload = {
    site_id: "busy",
    calls: [
      {
        recording_id: "new",
        uniqueid: null,
        agent_user: "1001",
        agent_name: null,
        campaign_id: null,
        call_status: null,
        started_at: "2026-11-23T11:00:00Z",
        local_date: "2026-11-23",
        duration_sec: null,
        state: "pending",
        state_reason: null,
      },
    ],
  };
  await app.request("/ingest/calls", {
    method: "POST",
    headers: { Authorization: `Bearer ${busy.ingestToken}` },
    body: JSON.stringify(upload),
  });
  const after = await get("/api/qa/coverage?days=1", busy.readToken, {
    "If-None-Match": tagOf(before),
  });
  expect(after.status).toBe(200);
  expect(await after.text()).not.toBe(await before.text());
});

test("what one site was answered is never given to another, nor to somebody without a right to it", async () => {
  const path = "/api/qa/leaderboard?min_calls=1";
  const mine = await get(path, busy.readToken);
  expect(await (await get(path, other.readToken)).json()).toEqual([]);
  expect((await app.request(path)).status).toBe(401);
  expect((await get(path, busy.ingestToken)).status).toBe(403);
  const stolen = await app.request(path, { headers: { "If-None-Match": tagOf(mine) } });
  expect(stolen.status).toBe(401);
});

test("a revoked token is refused at once, whatever was answered before", async () => {
  const path = "/api/qa/distribution";
  const token = other.readToken;
  const tag = tagOf(await get(path, token));
  await env.DB.prepare("UPDATE access_token SET revoked_at = 1 WHERE site_id = 'other'").run();
  expect((await get(path, token, { "If-None-Match": tag })).status).toBe(401);
});

describe("the answers kept in memory", () => {
  const answer = (chars: number) => ({ body: "x".repeat(chars), headers: {} });

  test("are bounded in number and size; the least recently used goes first", () => {
    const cache = new AnswerCache();
    for (let at = 0; at < 300; at++) cache.put(`k${at}`, answer(10));
    expect(cache.get("k0")).not.toBeNull();
    cache.put("one more", answer(10));
    expect(cache.get("k0")).not.toBeNull();
    expect(cache.get("k1")).toBeNull();
    for (let at = 0; at < 10; at++) cache.put(`big${at}`, answer(450_000));
    expect(cache.get("k0")).toBeNull();
    expect(cache.get("big9")).not.toBeNull();
    expect(cache.get("big0")).toBeNull();
  });

  test("do not include what is too large", () => {
    const cache = new AnswerCache();
    cache.put("huge", answer(600_000));
    expect(cache.get("huge")).toBeNull();
  });
});
