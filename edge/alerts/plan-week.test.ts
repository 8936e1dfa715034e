import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { letterText } from "../sending/letter-text.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { seedPerson } from "../testing/signed-in.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { letters, planAt, seedAlerts } from "./testing/alerted-site.ts";

/** A Monday, eight o'clock in New York. */
const MONDAY = Date.parse("2026-11-23T13:00:00Z");
const MINUTE = 60_000;

beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
});

/** Scores calls of an agent: threes, which are 60 each, or fives. */
async function judged(agent: string, date: string, count: number, mark: "3" | "5") {
  const bench = scoringBench("nordwind", MONDAY - 3 * 86_400_000);
  const ids = Array.from({ length: count }, (_, at) => `${agent}-${date}-${at}`);
  await bench.upload(
    ...ids.map((id) =>
      sampleUpload(id, {
        agent_user: agent,
        agent_name: `Agent ${agent}`,
        local_date: date,
        started_at: `${date}T15:00:00Z`,
      }),
    ),
  );
  await bench.tick([standInJudge((request) => answered(judgementOf(mark, request)))]);
}

async function mailed(agentUser: string): Promise<string> {
  const id = await seedPerson("nordwind", "agent", agentUser);
  await env.DB.prepare("UPDATE person SET email = ? WHERE id = ?")
    .bind(`${agentUser}@nordwind.example`, id)
    .run();
  return id;
}

async function planAll(fromMs: number) {
  for (let step = 0; step < 5; step += 1) await planAt(fromMs + step * 5 * MINUTE);
}

test("a team's week is told of on Monday at the hour, once, with changes and counts", async () => {
  await seedAlerts("nordwind", { daily_on: false }, { day: "2026-11-22", week: "2026-11-15" });
  await judged("1001", "2026-11-12", 5, "3");
  await judged("1001", "2026-11-18", 6, "5");
  await judged("1002", "2026-11-19", 2, "3");
  await planAll(MONDAY - 30 * MINUTE);
  expect(await letters()).toEqual([]);
  await planAll(MONDAY);
  const [letter, ...others] = await letters();
  expect(others).toEqual([]);
  expect(letter?.event.data).toMatchObject({
    from: "2026-11-16",
    to: "2026-11-22",
    scored: 8,
    avg_score: 90,
  });
  const text = letterText(letter ?? noLetter());
  expect(text).toMatch(/Average score +90\.0 {2}\(\+30\.0 against the week before\)/);
  expect(text).toMatch(/1\. Agent 1001 +100\.0 {2}\(\+40\.0 · 6 calls, 0 flagged\)/);
  expect(text).toContain("1 agent with fewer than 5 scored calls has no rank.");
});

test("each agent with an address gets their own week and nobody else's, unless they stopped it", async () => {
  await seedAlerts(
    "nordwind",
    { daily_on: false, weekly_team_on: false, weekly_agents_on: true },
    { day: "2026-11-22", week: "2026-11-15" },
  );
  await judged("1001", "2026-11-18", 3, "5");
  await judged("1002", "2026-11-18", 3, "3");
  await judged("1003", "2026-11-18", 3, "3");
  const [first, second] = [await mailed("1001"), await mailed("1002")];
  await mailed("1009");
  await seedPerson("nordwind", "agent", "1003");
  await env.DB.prepare("INSERT INTO mail_opt_out VALUES (?, 0)").bind(second).run();
  await planAll(MONDAY);
  expect(await rows("SELECT recipient, via, kind FROM delivery")).toEqual([
    { recipient: `person:${first}`, via: "email", kind: "weekly_agent" },
  ]);
  const text = letterText((await letters())[0] ?? noLetter());
  expect(text).toContain("100.0");
  expect(text).not.toMatch(/Agent 100[23]/);
  expect(await rows("SELECT week_through, week_cursor FROM site_alerts")).toEqual([
    { week_through: "2026-11-22", week_cursor: null },
  ]);
});

test("a large team's agents are reached some at a time, each once", async () => {
  await seedAlerts(
    "nordwind",
    { daily_on: false, weekly_team_on: false, weekly_agents_on: true },
    { day: "2026-11-22", week: "2026-11-15" },
  );
  const agents = Array.from({ length: 90 }, (_, at) => String(2000 + at));
  await env.DB.batch(
    agents.map((agent) =>
      env.DB.prepare(
        "INSERT INTO person (id, site_id, name, role, email, agent_user, created_at) VALUES (?1, 'nordwind', ?1, 'agent', ?1 || '@nordwind.example', ?1, 0)",
      ).bind(agent),
    ),
  );
  const team = Object.fromEntries(agents.map((agent) => [agent, [agent, 4, 0, 300, 70, 80]]));
  await env.DB.prepare("INSERT INTO team_stat VALUES ('nordwind', 'week', '2026-11-16', ?, '{}')")
    .bind(JSON.stringify(team))
    .run();
  await planAll(MONDAY);
  expect(
    await rows("SELECT count(*) AS all_of_them, count(DISTINCT recipient) AS n FROM delivery"),
  ).toEqual([{ all_of_them: 90, n: 90 }]);
});

function noLetter(): never {
  throw new Error("there is no letter");
}
