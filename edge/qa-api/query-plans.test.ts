import { env } from "cloudflare:workers";
import { drizzle } from "drizzle-orm/d1";
import { expect, test } from "vitest";

import type { Database } from "../db/client.ts";
import * as schema from "../db/schema.ts";
import { readAgentName, readAgentTotals, readCampaignIds } from "./agents.repository.ts";
import { readCallRecord } from "./call-record.repository.ts";
import {
  readAgentDays,
  readAllTimeCounts,
  readDayCriteria,
  readDays,
} from "./daily-stats.repository.ts";
import { readFlaggedCalls } from "./flagged-calls.repository.ts";
import { readHeartbeat, readRecentScores } from "./health.repository.ts";
import { countUntranscribed } from "./queue.repository.ts";

const PERIOD = { from: "2026-11-01", to: "2026-11-23" };
const FILTER = { period: PERIOD, agentUser: null, campaignId: null, limit: 50 };

/** How SQLite would run every statement that `read` sends. */
async function plansOf(read: (db: Database) => PromiseLike<unknown>): Promise<string[]> {
  const sent: { query: string; params: unknown[] }[] = [];
  const logger = {
    logQuery: (query: string, params: unknown[]) => {
      sent.push({ query, params });
    },
  };
  await read(drizzle(env.DB, { schema, logger }));
  const plans: string[] = [];
  for (const { query, params } of sent) {
    const { results } = await env.DB.prepare(`explain query plan ${query}`)
      .bind(...params)
      .all<{ detail: string }>();
    plans.push(results.map((row) => row.detail).join("\n"));
  }
  return plans;
}

test.each<[string, (db: Database) => PromiseLike<unknown>]>([
  ["days", (db) => readDays(db, "s", "site", PERIOD)],
  ["criteria", (db) => readDayCriteria(db, "s", { agentUser: "1001" }, PERIOD)],
  ["agents of days", (db) => readAgentDays(db, "s", PERIOD, 3)],
  ["agent totals", (db) => readAgentTotals(db, "s", PERIOD)],
  ["an agent's name", (db) => readAgentName(db, "s", "1001")],
  ["campaigns", (db) => readCampaignIds(db, "s", PERIOD)],
  ["all-time counts", (db) => readAllTimeCounts(db, "s")],
  ["calls without a transcript", (db) => countUntranscribed(db, "s", PERIOD)],
  ["a heartbeat", (db) => readHeartbeat(db, "s")],
  ["a call", (db) => readCallRecord(db, "s", "1001")],
])("%s: found by index, no table scanned", async (_name, read) => {
  const plans = await plansOf(read);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) {
    expect(plan).toContain("SEARCH");
    // The marks of a day are read from its row's JSON; nothing else may be scanned.
    expect(plan.replaceAll("SCAN m VIRTUAL TABLE", "")).not.toContain("SCAN");
  }
});

test("flagged calls are found by the index that holds nothing else", async () => {
  const [plan = ""] = await plansOf((db) => readFlaggedCalls(db, "s", FILTER));
  expect(plan).toContain("USING INDEX score_flagged");
  // The one thing scanned is the JSON of a call's own marks.
  expect(plan.match(/SCAN .*/g)).toEqual(["SCAN c VIRTUAL TABLE INDEX 1:"]);
});

test("the latest scores are walked backwards, not sorted", async () => {
  const [plan = ""] = await plansOf((db) => readRecentScores(db, "s", 50));
  expect(plan).toBe("SCAN score");
});
