import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";

import { openDatabase } from "../db/client.ts";
import { seedSite } from "../testing/seed-site.ts";
import { readMarksOfAgents, readTeamMarks } from "./team-stats.repository.ts";

const db = openDatabase(env.DB);
/** A week, a day before it and a day after it. */
const PERIOD = { from: "2026-11-08", to: "2026-11-16" };
const ODD_NAMES = [String.raw`O"Neil`, String.raw`back\slash`];
const PLAIN_NAMES = ["$.1003", "Zoë [2]", "a.b", "", "1001", "1002"];

const marksOf = (agents: string[], given: number) =>
  JSON.stringify(
    Object.fromEntries(agents.map((agent) => [agent, { closing: [given, 4 * given] }])),
  );

beforeAll(async () => {
  await seedSite("team");
  const insert = env.DB.prepare(
    "INSERT INTO team_stat (site_id, span, first_date, agents, marks) VALUES ('team', ?, ?, '{}', ?)",
  );
  const agents = [...PLAIN_NAMES, ...ODD_NAMES];
  await env.DB.batch([
    insert.bind("day", "2026-11-08", marksOf(agents, 1)),
    insert.bind("week", "2026-11-09", marksOf(agents, 20)),
    insert.bind("day", "2026-11-10", marksOf(agents, 300)),
    insert.bind("day", "2026-11-16", marksOf(["1001"], 4000)),
  ]);
});

test.each([
  ["one", ["1001"]],
  ["some", PLAIN_NAMES.filter((name) => name !== "")],
  ["one whom nothing is known of, and one", ["nobody", "1002"]],
  ["those that a path cannot name", ["1001", ...ODD_NAMES, ""]],
  ["more than a statement takes", ["1001", ...Array.from({ length: 120 }, (_, at) => `x${at}`)]],
  ["as many as fit", ["1001", ...Array.from({ length: 74 }, (_, at) => `x${at}`)]],
])("the marks of %s are those of the whole team", async (_name, agents) => {
  const whole = await readTeamMarks(db, "team", PERIOD);
  const some = await readMarksOfAgents(db, "team", agents, PERIOD);
  for (const agent of agents) {
    expect([...(some.get(agent)?.values() ?? [])]).toEqual([...(whole.get(agent)?.values() ?? [])]);
  }
  expect(some.get("1001")?.get("closing")?.marked).toBe(agents.includes("1001") ? 4021 : undefined);
});

test("the marks of nobody are none", async () => {
  expect((await readMarksOfAgents(db, "team", [], PERIOD)).size).toBe(0);
});
