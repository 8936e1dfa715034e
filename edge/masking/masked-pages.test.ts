import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import * as z from "zod";

import type { Role } from "#shared/contracts/people.ts";

import { visitor } from "../testing/page-forms.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench } from "../testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { testApp, type TestApp } from "../testing/test-app.ts";

const SITE = "nordwind";
const TEXTS = [
  "Call me on 7275551212 please, this is Dana of Nordwind.",
  "Or on oh seven seven, nine hundred, four five six seven.",
];
const WHOLE = /7275551212|oh seven seven/;

let app: TestApp;
let site: SeededSite;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite(SITE);
  const bench = scoringBench(SITE);
  await bench.upload(sampleUpload("77", {}, TEXTS));
  // it quotes the first line, and names the number in its summary
  await bench.tick([standInJudge((request) => answered(judgementOf("2", request)))]);
  await env.DB.prepare("UPDATE score SET summary = 'Wants a call on 727 555 1212.'").run();
  app = testApp(bench.clock.nowMs);
});

const as = async (role: Role) => visitor(app, await signedIn(SITE, role));
const byToken = (path: string) =>
  app.request(path, { headers: { Authorization: `Bearer ${site.readToken}` } });
const show = (to: string) => env.DB.prepare("UPDATE site SET numbers_shown_to = ?").bind(to).run();

test("agents and reviewers see the last digits of a telephone number, managers and admins all; quotes are still marked", async () => {
  const agent = await seedPerson(SITE, "agent");
  await env.DB.prepare("UPDATE person SET agent_user = '1007' WHERE id = ?").bind(agent).run();
  const visitors = {
    agent: visitor(app, await signedInAs(SITE, agent)),
    reviewer: await as("reviewer"),
    manager: await as("manager"),
    admin: await as("admin"),
  };
  for (const [role, who] of Object.entries(visitors)) {
    const { text, status } = await who.open("/calls/77");
    expect([role, status]).toEqual([role, 200]);
    const isWhole = role === "manager" || role === "admin";
    expect([role, WHOLE.test(text), text.includes("••••••••12")]).toEqual([
      role,
      isWhole,
      !isWhole,
    ]);
    expect([role, text.includes("727 555 1212")]).toEqual([role, isWhole]);
    expect(text).toContain("<mark");
  }
  await show("staff");
  expect((await visitors.reviewer.open("/calls/77")).text).toMatch(WHOLE);
  expect((await visitors.agent.open("/calls/77")).text).not.toMatch(WHOLE);
  await show("nobody");
  expect((await visitors.admin.open("/calls/77")).text).not.toMatch(WHOLE);
});

test("a token's answers are masked unless everybody sees numbers, cached ones too", async () => {
  for (const path of ["/api/qa/call/77", "/api/qa/flagged?days=30", "/api/qa/calls?days=30"]) {
    await show("managers");
    const masked = await (await byToken(path)).text();
    expect(masked).not.toMatch(/7275551212|727 555 1212|oh seven seven/);
    expect(masked).toContain("•");
    await show("everybody");
    expect(await (await byToken(path)).text()).toContain("727 555 1212");
  }
});

test("what is masked is not found by searching for it; other words are, and are shown masked", async () => {
  const reviewer = await as("reviewer");
  const manager = await as("manager");
  const found = async (who: typeof reviewer, words: string) =>
    (await who.open(`/calls?days=30&search=${encodeURIComponent(words)}`)).text;
  const link = /href="\/calls\/77/;
  for (const digits of ["7275551212", "555", "oh seven seven"]) {
    expect([digits, link.test(await found(manager, digits))]).toEqual([digits, true]);
    expect([digits, link.test(await found(reviewer, digits))]).toEqual([digits, false]);
  }
  const text = await found(reviewer, "please");
  expect(text).toMatch(link);
  expect(text).not.toMatch(WHOLE);
});

const viewSchema = z.array(z.object({ actor: z.string(), place: z.string() }));
const views = async () =>
  viewSchema.parse(await rows("SELECT actor, place FROM transcript_view ORDER BY actor, place"));

test("whoever reads the words of a call is written down, once an hour; who does not is not", async () => {
  const id = await seedPerson(SITE, "manager");
  const manager = visitor(app, await signedInAs(SITE, id));
  await manager.open("/");
  await manager.open("/flagged");
  await manager.open("/calls");
  await manager.open("/calls/unknown");
  expect(await views()).toEqual([]);
  await manager.open("/calls?days=30&search=please");
  await manager.open("/calls/77");
  await manager.open("/calls/77?review=1");
  await byToken("/api/qa/call/77");
  expect(await views()).toEqual([
    { actor: `person:${id}`, place: "search" },
    { actor: expect.stringMatching(/^token:read:/), place: "api" },
  ]);
  await manager.open("/coaching/new?call=77");
  expect(await views()).toHaveLength(2);
});

test("an agent who looks for another's call reads nothing, and is not written down", async () => {
  const agent = await as("agent");
  expect((await agent.open("/calls/77")).status).toBe(404);
  expect(await views()).toEqual([]);
});
