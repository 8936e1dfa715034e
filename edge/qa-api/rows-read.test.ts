import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { MAX_RESCORE_CALLS } from "#shared/contracts/scorecards.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { insertRun } from "../scorecards/runs.repository.ts";
import {
  createScorecard,
  editScorecard,
  publishScorecard,
} from "../scorecards/scorecards.usecase.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { testApp } from "../testing/test-app.ts";
import { seedBusySite } from "./testing/busy-site.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
/** What a GET may read of D1's daily allowance. */
const MOST_ROWS = 2000;
const mostRowsOfPage = (calls: number) => 3 * calls + 100;

const meter = meterRows(env.DB);
const app = testApp(NOW_MS, { DB: meter.binding });

let site: SeededSite;
beforeAll(async () => {
  site = await seedSite("busy");
  await seedBusySite(env.DB, "busy", "2026-11-23", 6000);
  await seedLargestRun("busy", "a-run");
  // Whatever is noted about the token's use is noted before anything is measured.
  await get("/api/qa/health");
});

/** A re-score of as many calls as one may have, under a card in its twentieth version, five of them in the ledger. */
async function seedLargestRun(siteId: string, runId: string): Promise<void> {
  const { id: _id, version: _version, ...content } = defaultScorecard;
  const by = { actor: "test", nowMs: NOW_MS };
  const db = openDatabase(env.DB);
  await createScorecard(db, siteId, { id: "sales", content }, by);
  for (let version = 1; version < 20; version++) {
    await publishScorecard(db, siteId, "sales", version, by);
    await editScorecard(db, siteId, "sales", { ...content, flag_below: 60 + version / 2 }, by);
  }
  await env.DB.prepare(
    `INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count,
                             audio_sec, speech_sec, transcription_sec, redactions, received_at)
     SELECT site_id, recording_id, 1, 'h', 'en', 'm', '[]', 0, 1, 1, 1, '{}', 0 FROM score WHERE is_current = 1`,
  ).run();
  const run = {
    id: runId,
    kind: "rescore" as const,
    card: { id: "sales", version: 1, ...content },
    limit: MAX_RESCORE_CALLS,
    selection: {
      kind: "filter" as const,
      from: "2026-08-26",
      to: "2026-11-23",
      campaignId: null,
      agentUser: null,
      scorecardId: null,
      scorecardVersion: null,
    },
  };
  const event = { atMs: NOW_MS, actor: "test", action: "test", detail: {} };
  expect(await insertRun(db, siteId, run, event)).toBe(MAX_RESCORE_CALLS);
  await env.DB.prepare(
    `UPDATE scorecard_run_call SET state = 'open'
     WHERE rowid IN (SELECT rowid FROM scorecard_run_call ORDER BY rowid LIMIT 5)`,
  ).run();
}

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { Authorization: `Bearer ${site.readToken}`, ...headers } });

async function rowsReadBy(path: string, headers: Record<string, string> = {}): Promise<number> {
  const before = meter.rowsRead();
  const response = await get(path, headers);
  expect([path, response.status]).toEqual([path, "If-None-Match" in headers ? 304 : 200]);
  await response.text();
  return meter.rowsRead() - before;
}

describe("of 6,000 calls over 90 days and 60 agents", () => {
  test.each([
    ["/api/qa/health", 20],
    ["/api/qa/daily-summary?days=90", 200],
    ["/api/qa/agent/1001?days=365", 120],
    ["/api/qa/flagged?days=90&limit=50", 260],
    ["/api/qa/flagged?days=90&limit=500", MOST_ROWS],
    ["/api/qa/flagged?days=90&limit=500&campaign=SALES", MOST_ROWS],
    ["/api/qa/flagged?days=90&limit=500&agent=1001", MOST_ROWS],
    ["/api/qa/call/r000100", 20],
    ["/api/qa/trends?days=365", 110],
    ["/api/qa/trends?days=90&campaign=SALES", 110],
    ["/api/qa/leaderboard?days=90", 60],
    ["/api/qa/queue-status", 200],
    ["/api/qa/category-matrix?days=90", 120],
    ["/api/qa/distribution?days=365", 110],
    ["/api/qa/coverage?days=365", 110],
    ["/api/qa/settings", 20],
    ["/api/qa/scorecards", 80],
    ["/api/qa/scorecards/sales?version=20", 20],
    ["/api/qa/scorecard-assignments", 20],
    ["/api/qa/scorecard-runs", 80],
    ["/api/qa/scorecard-runs/a-run", MOST_ROWS],
    ["/api/qa/scorecard-runs/a-run/calls", MOST_ROWS],
    ["/api/qa/scorecard-runs/a-run/marks.csv", MOST_ROWS],
    ["/api/qa/cost?days=365", 400],
    ["/api/qa/cost-forecast", 60],
    ["/api/qa/quota", 40],
    ["/api/openapi.json", 10],
    ["/", MOST_ROWS],
    ["/?days=90", MOST_ROWS],
    ["/flagged?days=90", MOST_ROWS],
    ["/calls/r000100", 30],
    ["/agents?days=90", 400],
    ["/agents?days=90&page=2", 400],
    ["/agents?days=90&campaign=SALES", MOST_ROWS],
    ["/agents/1001?days=90", 700],
    ["/agents/1001/calls?days=90", 300],
    ["/agents/1001/calls?days=90&criterion=closing", 750],
  ])("%s reads at most %d rows", async (path, most) => {
    expect(await rowsReadBy(path)).toBeLessThanOrEqual(most);
  });

  test.each([
    ["by time", ""],
    ["by time, oldest first", "&sort=call_date"],
    ["of an agent", "&agent=1001"],
    ["that a filter hardly lets through", "&campaign=SALES&status=SALE&min_score=90"],
    ["that a search hardly finds", "&search=r00001"],
    ["by score", "&sort=total_score&days=62"],
    ["by score, highest first", "&sort=-total_score&days=62"],
    ["by score of a campaign", "&sort=total_score&days=62&campaign=SALES"],
    ["by score of an agent", "&sort=total_score&days=62&agent=1001"],
    ["by score, flagged ones", "&sort=total_score&days=62&flagged=true"],
    ["by score within bounds", "&sort=total_score&days=62&min_score=50&max_score=70"],
  ])("a page of calls %s reads at most three for each call and a hundred", async (_, query) => {
    for (const limit of [1, 50, 200]) {
      const path = `/api/qa/calls?limit=${limit}${query.includes("days") ? "" : "&days=90"}${query}`;
      expect(await rowsReadBy(path)).toBeLessThanOrEqual(mostRowsOfPage(limit));
    }
  });
});

describe("a wall of ten panels that ask every half minute", () => {
  const PANELS = [
    "/api/qa/daily-summary?days=30",
    "/api/qa/trends?days=90",
    "/api/qa/leaderboard?days=30",
    "/api/qa/flagged?days=7&limit=20",
    "/api/qa/category-matrix?days=30",
    "/api/qa/distribution?days=30",
    "/api/qa/coverage?days=30",
    "/api/qa/queue-status",
    "/api/qa/health",
    "/api/qa/trends?days=30&campaign=SALES",
  ];
  const ROUNDS_A_DAY = 2 * 60 * 24;
  /** D1's free plan. */
  const ROWS_READ_A_DAY = 5_000_000;

  test("costs less than a tenth of a day's rows when nothing changes, with or without If-None-Match", async () => {
    const tags = new Map<string, string>();
    for (const path of PANELS) tags.set(path, (await get(path)).headers.get("ETag") ?? "");
    let again = 0;
    let conditional = 0;
    for (const path of PANELS) {
      again += await rowsReadBy(path);
      conditional += await rowsReadBy(path, { "If-None-Match": tags.get(path) ?? "" });
    }
    expect(again * ROUNDS_A_DAY).toBeLessThan(ROWS_READ_A_DAY / 10);
    expect(conditional).toBe(again);
  });

  test("costs less than a third of them when a call was scored before every round", async () => {
    await env.DB.prepare("update daily_stat set revision = revision + 1").run();
    let rows = 0;
    for (const path of PANELS) rows += await rowsReadBy(path);
    expect(rows * ROUNDS_A_DAY).toBeLessThan(ROWS_READ_A_DAY / 3);
  });
});
