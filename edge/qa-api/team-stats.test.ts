import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { seedSite } from "../testing/seed-site.ts";
import { readMarksOfAgents, readSumsOfAgents } from "./some-agents-stats.repository.ts";
import { sumTeam } from "./sum-team.ts";
import { readTeamMarks, readTeamSpans } from "./team-stats.repository.ts";

const db = openDatabase(env.DB);
/** A week, a day before it and a day after it. */
const PERIOD = { from: "2026-11-08", to: "2026-11-16" };
const ODD_NAMES = [String.raw`O"Neil`, String.raw`back\slash`];
const PLAIN_NAMES = ["$.1003", "Zoë [2]", "a.b", "", "1001", "1002"];

const marksOf = (agents: string[], given: number) =>
  JSON.stringify(
    Object.fromEntries(agents.map((agent) => [agent, { closing: [given, 4 * given] }])),
  );

const sumsOf = (agents: string[], calls: number) =>
  JSON.stringify(
    Object.fromEntries(
      agents.map((agent) => [agent, [`Name ${calls}`, calls, 1, 50 * calls, calls % 100, null]]),
    ),
  );

beforeAll(async () => {
  await seedSite("team");
  const insert = env.DB.prepare(
    "INSERT INTO team_stat (site_id, span, first_date, agents, marks) VALUES ('team', ?, ?, ?, ?)",
  );
  const agents = [...PLAIN_NAMES, ...ODD_NAMES];
  await env.DB.batch([
    insert.bind("day", "2026-11-08", sumsOf(agents, 1), marksOf(agents, 1)),
    insert.bind("week", "2026-11-09", sumsOf(agents, 20), marksOf(agents, 20)),
    insert.bind("day", "2026-11-10", sumsOf(agents, 300), marksOf(agents, 300)),
    insert.bind("day", "2026-11-16", sumsOf(["1001"], 4000), marksOf(["1001"], 4000)),
  ]);
});

test.each([
  ["one", ["1001"]],
  ["some", PLAIN_NAMES.filter((name) => name !== "")],
  ["one whom nothing is known of, and one", ["nobody", "1002"]],
  ["those that a path cannot name", ["1001", ...ODD_NAMES, ""]],
  ["more than a statement takes", ["1001", ...Array.from({ length: 120 }, (_, at) => `x${at}`)]],
  ["as many as fit", ["1001", ...Array.from({ length: 74 }, (_, at) => `x${at}`)]],
])("the marks and sums of %s are those of the whole team", async (_name, agents) => {
  const whole = await readTeamMarks(db, "team", PERIOD);
  const some = await readMarksOfAgents(db, "team", agents, PERIOD);
  for (const agent of agents) {
    expect([...(some.get(agent)?.values() ?? [])]).toEqual([...(whole.get(agent)?.values() ?? [])]);
  }
  expect(some.get("1001")?.get("closing")?.marked).toBe(agents.includes("1001") ? 4021 : undefined);
  const sums = await readSumsOfAgents(db, "team", agents, PERIOD);
  const team = sumTeam(await readTeamSpans(db, "team", PERIOD));
  expect(sums).toEqual(team.filter(({ agentUser }) => agents.includes(agentUser)));
  expect(sums.length).toBeGreaterThan(0);
});

test("the marks of nobody are none", async () => {
  expect((await readMarksOfAgents(db, "team", [], PERIOD)).size).toBe(0);
});

test("some agents' rows are those of the period's spans, however long the site's history", async () => {
  await seedSite("old");
  await env.DB.prepare(
    `WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < 800)
     INSERT INTO team_stat (site_id, span, first_date, agents, marks)
     SELECT 'old', 'day', date('2026-11-30', '-' || at || ' days'), ?, '{}' FROM n`,
  )
    .bind(sumsOf(["1001"], 1))
    .run();
  const meter = meterRows(env.DB);
  const sums = await readSumsOfAgents(openDatabase(meter.binding), "old", ["1001"], PERIOD);
  expect(sums).toMatchObject([{ agentUser: "1001" }]);
  expect(meter.rowsRead()).toBeLessThan(15);
});
