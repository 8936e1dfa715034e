import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { readAgentTotals } from "./agents.repository.ts";
import {
  readAgentDays,
  readAllTimeCounts,
  readDayCriteria,
  readDays,
} from "./daily-stats.repository.ts";

const db = openDatabase(env.DB);
const PERIOD = { from: "2026-11-01", to: "2026-11-23" };

async function plan(sql: string, params: unknown[]): Promise<string> {
  const { results } = await env.DB.prepare(`explain query plan ${sql}`)
    .bind(...params)
    .all<{ detail: string }>();
  return results.map((row) => row.detail).join("\n");
}

test.each([
  ["days", readDays(db, "s", "site", PERIOD)],
  ["criteria", readDayCriteria(db, "s", { agentUser: "1001" }, PERIOD)],
  ["agents of days", readAgentDays(db, "s", PERIOD, 3)],
  ["agent totals", readAgentTotals(db, "s", PERIOD)],
  ["all-time counts", readAllTimeCounts(db, "s")],
])("%s are read by index, never by scanning", async (_name, query) => {
  const { sql, params } = query.toSQL();
  const details = await plan(sql, params);
  expect(details).toContain("USING INDEX");
  expect(details).not.toContain("SCAN");
});
