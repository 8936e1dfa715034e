import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { LONDON, seedSite } from "../qa-api/testing/seed-site.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";
import { NOW_MS, seedTeam } from "./testing/seed-team.ts";

const app = testApp(NOW_MS);
let manager: string;
let sarah: string;
let grace: string;

beforeAll(async () => {
  await seedSite(env.DB, LONDON);
  await seedTeam(env.DB);
  manager = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "manager"));
  sarah = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "1001"));
  grace = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "1008"));
});

async function get(path: string, cookie = manager) {
  const response = await app.request(path, { headers: { Accept: "text/html", Cookie: cookie } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe("an agent", () => {
  test("is led to their own page, which shows nobody else and no rank", async () => {
    const start = await get("/", sarah);
    expect([start.status, start.headers.get("Location")]).toEqual([302, "/me"]);
    for (const path of ["/me", "/me?days=90", "/me/calls", "/me/calls?criterion=closing"]) {
      const { status, text } = await get(path, sarah);
      expect(status).toBe(200);
      expect(text).not.toMatch(
        /Grace|Omar|1008|1009|SALES_IN|Rank|href="\/(agents|flagged|review)/,
      );
      expect(text).toContain('href="/me"');
    }
    expect((await get("/me", sarah)).text).toContain("Team average");
  });

  test("opens their own calls, with marks, reasons and transcript", async () => {
    const { status, text } = await get("/calls/s0", sarah);
    expect(status).toBe(200);
    expect(text).toContain("How the score came about");
    expect(text).toContain("I have reset the line from here.");
    expect(text).toContain("Judged by <bdi>the AI</bdi>");
  });

  test("sees neither cost, provider nor model, and not what somebody told the judge", async () => {
    for (const path of ["/calls/s-swayed", "/calls/s-swayed?review=1"]) {
      const own = (await get(path, sarah)).text;
      expect(own).not.toMatch(
        /\$0\.0004|Gemini|test-model|prompt-1|instruct the judge|line-injection/,
      );
      expect(own).not.toContain("Your review");
    }
    const staffs = (await get("/calls/s-swayed")).text;
    expect(staffs).toMatch(/\$0\.0004.*|Gemini/s);
    expect(staffs).toContain("instruct the judge");
  });

  test("finds another's call no more than one that does not exist", async () => {
    const page = async (id: string) =>
      (await get(`/calls/${id}`, sarah)).text.replaceAll(/nonce="[^"]*"/g, "");
    expect((await get("/calls/g-rude", sarah)).status).toBe(404);
    expect(await page("g-rude")).toBe(await page("nowhere"));
    expect((await get("/calls/g-rude", grace)).status).toBe(200);
    expect((await get("/calls/s0", grace)).status).toBe(404);
  });

  test("does not get at a call that nobody took", async () => {
    await env.DB.prepare("UPDATE call SET agent_user = NULL WHERE recording_id = 's-old7'").run();
    expect((await get("/calls/s-old7", sarah)).status).toBe(404);
    expect((await get("/calls/s-old7")).status).toBe(200);
  });

  test.each(["/agents", "/agents/1001", "/agents/1008/calls", "/flagged", "/api/qa/leaderboard"])(
    "is kept out of %s",
    async (path) => {
      expect((await get(path, sarah)).status).toBe(403);
    },
  );

  test("without a call is told when the first will come", async () => {
    const newcomer = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "agent", "7777"));
    expect((await get("/me", newcomer)).text).toContain("No call of yours has arrived yet");
    expect((await get("/me/calls", newcomer)).status).toBe(200);
  });
});

test("everybody else is led from /me to the overview", async () => {
  for (const path of ["/me", "/me/calls"]) {
    expect((await get(path)).headers.get("Location")).toBe("/");
  }
});
