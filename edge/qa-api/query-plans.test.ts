import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

import { readCallsToMark } from "../calibration/calls-to-mark.repository.ts";
import { openDatabase, type Database } from "../db/client.ts";
import { readClaim } from "../reviews/review-queue.repository.ts";
import { readAgentName, readCampaignIds } from "./agents.repository.ts";
import { readCallRecord } from "./call-record.repository.ts";
import { readAllTime, readDays } from "./daily-stats.repository.ts";
import { readHeartbeat, readRecentScores } from "./health.repository.ts";
import { countLeasedJobs, countStuckJobs } from "./queue.repository.ts";
import { scorePage } from "./score-list.repository.ts";
import { readMarksOfAgents, readSumsOfAgents } from "./some-agents-stats.repository.ts";
import { readTeamDays, readTeamMarks, readTeamSpans } from "./team-stats.repository.ts";

/** Reading the rows of a subquery is no scan of a table. */
const SUBQUERY = /SCAN (\(subquery-\d+\)|j)/g;
const PERIOD = { from: "2026-11-01", to: "2026-11-23" };
/** How SQLite would run every statement that `read` sends. */
async function plansOf(read: (db: Database) => PromiseLike<unknown>): Promise<string[]> {
  const sent: D1PreparedStatement[] = [];
  const explaining = new Proxy(env.DB, {
    get(target, property) {
      if (property !== "prepare") return Reflect.get(target, property);
      return (query: string) => {
        const explained = target.prepare(`explain query plan ${query}`);
        return new Proxy(target.prepare(query), {
          get(statement, name) {
            if (name === "bind") {
              return (...values: unknown[]) => {
                sent.push(explained.bind(...values));
                return statement.bind(...values);
              };
            }
            const value: unknown = Reflect.get(statement, name);
            return typeof value === "function" ? value.bind(statement) : value;
          },
        });
      };
    },
  });
  await read(openDatabase(explaining));
  return Promise.all(sent.map(planOf));
}

async function planOf(explained: D1PreparedStatement): Promise<string> {
  const { results } = await explained.all<{ detail: string }>();
  return results.map((row) => row.detail).join("\n");
}

test.each<[string, (db: Database) => PromiseLike<unknown>]>([
  ["days", (db) => readDays(db, "s", "site", PERIOD)],
  ["all time", (db) => readAllTime(db, "s")],
  ["a team's days", (db) => readTeamDays(db, "s", PERIOD)],
  ["a team's weeks and days", (db) => readTeamSpans(db, "s", PERIOD)],
  ["a team's marks", (db) => readTeamMarks(db, "s", PERIOD)],
  ["some agents' marks", (db) => readMarksOfAgents(db, "s", ["1001", "1002"], PERIOD)],
  ["some agents' sums", (db) => readSumsOfAgents(db, "s", ["1001", "1002"], PERIOD)],
  ["an agent's name", (db) => readAgentName(db, "s", "1001")],
  ["stuck jobs", (db) => countStuckJobs(db, "s")],
  ["leased jobs", (db) => countLeasedJobs(db, "s", 1)],
  ["a heartbeat", (db) => readHeartbeat(db, "s")],
  ["calls to mark", (db) => readCallsToMark(db, "s", "p")],
  ["a claim", (db) => readClaim(db, "s", "1001", 1)],
  ["a call", (db) => readCallRecord(db, "s", "1001")],
])("%s: found by index, no table scanned", async (_name, read) => {
  const plans = await plansOf(read);
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) {
    expect(plan).toContain("SEARCH");
    expect(plan.replaceAll(SUBQUERY, "")).not.toContain("SCAN");
  }
});

test("campaigns are found by stepping from one to the next", async () => {
  const [plan = ""] = await plansOf((db) => readCampaignIds(db, "s", PERIOD));
  expect(plan.match(/SCAN .*/g)?.every((scan) => scan === "SCAN campaign")).toBe(true);
  expect(plan.match(/SEARCH daily_stat.*/g)).toHaveLength(3);
});

test.each([
  ["score_flagged", { agentUser: null, campaignId: null, flaggedOnly: true }],
  ["score_by_date", { agentUser: null, campaignId: null, flaggedOnly: false }],
  ["score_by_agent", { agentUser: "1001", campaignId: null, flaggedOnly: true }],
  ["score_by_campaign", { agentUser: null, campaignId: "SALES", flaggedOnly: true }],
])("a page by score seeks each cell in %s, down to the total", async (index, choice) => {
  const cells = [
    { localDate: "2026-11-22", total: 40, scores: 2 },
    { localDate: "2026-11-22", total: null, scores: 1 },
  ];
  const page = scorePage(cells, null, "ascending", choice);
  const plan = await planOf(env.DB.prepare(`explain query plan select * from ${page}`).bind("{}"));
  expect(plan).toMatch(
    new RegExp(`SEARCH s USING INDEX ${index} \\(.*local_date=\\? AND total=\\?`),
  );
});

test("the latest scores are walked backwards, not sorted", async () => {
  const [plan = ""] = await plansOf((db) => readRecentScores(db, "s", 50));
  expect(plan).toContain("SCAN score");
  expect(plan).not.toContain("ORDER BY");
});
