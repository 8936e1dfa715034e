import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";

import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import type { SiteContext } from "../app-context.ts";
import { allMarks } from "../qa-api/testing/all-marks.ts";
import { readerApp, type StatementCount } from "../qa-api/testing/reader-app.ts";
import { LONDON, seedCalls, seedSite, segment } from "../qa-api/testing/seed-site.ts";
import { RECOUNT_ROLLUPS } from "../scoring/rollups/recount-rollups.ts";
import { seedPerson, signedInAs } from "../testing/signed-in.ts";
import { testApp } from "../testing/test-app.ts";
import { agentsRoutes } from "./agents.routes.tsx";
import { callsAround, NOW_MS, SARAH, seedTeam } from "./testing/seed-team.ts";

const HOSTILE: SiteContext = { id: "hostile", name: "Hostile", timeZone: "UTC" };
const EMPTY: SiteContext = { id: "empty", name: "New site", timeZone: "UTC" };
const OWN_CARD: SiteContext = { id: "own-card", name: "Own card", timeZone: "UTC" };
const SCRIPT = "<script>alert(1)</script>";

const app = testApp(NOW_MS);
let manager: string;

beforeAll(async () => {
  for (const site of [LONDON, HOSTILE, EMPTY, OWN_CARD]) await seedSite(env.DB, site);
  await seedTeam(env.DB);
  await seedCalls(env.DB, HOSTILE, [
    {
      recordingId: "evil/../1",
      agentUser: `../${SCRIPT}`,
      agentName: `${SCRIPT}\u202E`,
      campaignId: SCRIPT,
      startedAt: "2026-11-22T09:00:00Z",
      segments: [segment(0, SCRIPT)],
      marks: allMarks("1"),
      summary: SCRIPT,
    },
  ]);
  manager = await signedInAs(LONDON.id, await seedPerson(LONDON.id, "manager"));
  const marks = STANDARD_CRITERION_IDS.map((id): [string, string] => [`mark.${id}`, "5"]);
  await app.request("/calls/g-rude/reviews", {
    method: "POST",
    headers: {
      Cookie: manager,
      Origin: "https://nightshift.test",
      "Content-Type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams([...marks, ["comment", "Kinder than that."]]).toString(),
  });
});

async function get(path: string, cookie = manager) {
  const response = await app.request(path, { headers: { Accept: "text/html", Cookie: cookie } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The rows of a table's body as their text, without elements. */
function rowsOf(text: string, tableClass: string): string[] {
  const table = text.split(`<table class="${tableClass}`)[1]?.split("</table>")[0] ?? "";
  return [...table.matchAll(/<tr.*?<\/tr>/gs)].slice(1).map(([row]) =>
    row
      .replaceAll(/<[^>]+>/g, " ")
      .replaceAll(/\s+/g, " ")
      .trim(),
  );
}

describe("the leaderboard", () => {
  test("ranks by average, and nobody under the minimum: they stand below", async () => {
    const rows = rowsOf((await get("/agents")).text, "bars standings");
    expect(rows.map((row) => row.slice(0, 18))).toEqual([
      expect.stringContaining("1 Sarah"),
      expect.stringContaining("2 Grace"),
      expect.stringContaining("– not ranked Omar"),
    ]);
    const strict = rowsOf((await get("/agents?min_calls=50")).text, "bars standings");
    expect(strict.every((row) => row.includes("not ranked"))).toBe(true);
    const lax = rowsOf((await get("/agents?min_calls=1")).text, "bars standings");
    expect(lax[0]).toContain("1 Omar");
  });

  test("says how sure an average is, and calls a change one only when chance does not explain it", async () => {
    const [first = "", second = ""] = rowsOf((await get("/agents")).text, "bars standings");
    expect(first).toMatch(/± \d+\.\d/);
    expect(first).toContain(", within chance");
    expect(second).toMatch(/−\d+\.\d ▼/);
  });

  test("is sorted by any column, the unranked below whichever it is", async () => {
    const order = async (sort: string) =>
      rowsOf((await get(`/agents?sort=${sort}`)).text, "bars standings").map(
        (row) => /Sarah|Grace|Omar/.exec(row)?.[0],
      );
    expect(await order("name")).toEqual(["Grace", "Sarah", "Omar"]);
    expect(await order("-name")).toEqual(["Sarah", "Grace", "Omar"]);
    expect(await order("-average")).toEqual(["Grace", "Sarah", "Omar"]);
    expect(await order("flagged")).toEqual(["Grace", "Sarah", "Omar"]);
    const { text } = await get("/agents?sort=calls&days=90");
    expect(text).toContain('aria-sort="descending"');
    expect(text).toContain('href="/agents?days=90&amp;sort=-calls"');
  });

  test("of a campaign has its agents only", async () => {
    const { text } = await get("/agents?campaign=SALES_IN");
    expect(rowsOf(text, "bars standings")).toEqual([expect.stringContaining("1 Grace Lindqvist")]);
    expect(text).toContain("Changes are shown for all campaigns together only.");
    expect(text).toContain("campaign=SALES_IN");
  });
});

describe("the heat map", () => {
  test("has a number in every cell, and each leads to that agent's calls for it", async () => {
    const { text } = await get("/agents");
    expect(text).toMatch(
      /<a class="heat-cell heat-\d" href="\/agents\/1008\/calls\?criterion=closing" title="9 marks">\d\.\d\d/,
    );
    const list = await get("/agents/1008/calls?criterion=closing");
    expect(/href="\/calls\/([^"]+)"/.exec(list.text)?.[1]).toBe("g-rude#criterion-closing");
  });

  test("hatches thin cells and says so in words", async () => {
    const { text } = await get("/agents");
    expect(text).toMatch(/heat-thin" href="\/agents\/1009[^>]*>5\.00<span class="heat-n">n 1/);
    expect(text).toContain("fewer than 5 marks");
  });
});

describe("an agent's page", () => {
  test("has the trend, the radar with its table, and the team beside it", async () => {
    const { text } = await get("/agents/1008");
    expect(text).toContain("Grace Lindqvist");
    expect(text).toContain('id="radar-title-wide"');
    expect(text).toContain("radar-team");
    const table = text.split('id="criteria-heading"')[1] ?? "";
    expect(rowsOf(table, 'bars"')).toHaveLength(8);
    expect(text).toContain("Show as a table");
  });

  test("names what is furthest below the team, with the words that show it", async () => {
    const gaps = (await get("/agents/1008")).text.split('id="gaps-heading"')[1] ?? "";
    expect(gaps).toContain("Northgate, Grace speaking.");
    expect(gaps).toContain('href="/calls/g-rude#line-0"');
    expect(gaps).toContain("marked 1");
  });

  test("has what people said, with the difference to the judge; their total wins in lists", async () => {
    const { text } = await get("/agents/1008");
    const [review = ""] = rowsOf(text, "bars agent-reviews");
    expect(review).toContain("Kinder than that.");
    expect(review).toContain("100.0 74.0 +26.0");
    expect(text).toContain("people gave 26.0 points more than the judge on average");
    const [recent = ""] = rowsOf(text, "call-table agent-calls");
    expect(recent).toContain("100.0 judge 74.0");
  });

  test("of a period without calls leads to a longer one; of a stranger is not there", async () => {
    const quiet = await get("/agents/1009?days=7");
    expect(quiet.status).toBe(200);
    expect((await get("/agents/nobody")).status).toBe(404);
    expect((await get("/agents/nobody/calls")).text).toContain("No calls here");
  });

  test("lists all calls, page by page, also for a mistyped place", async () => {
    const { text } = await get("/agents/1001/calls");
    expect(text).toContain("/calls/s-waiting");
    expect(text).toContain("Waiting to be transcribed");
    for (const query of [
      "before=x",
      "before=2026-11-20~1~",
      "criterion=Not%20an%20id",
      "days=abc",
    ]) {
      expect((await get(`/agents/1001/calls?${query}`)).text).toContain("/calls/s-waiting");
    }
    const before = encodeURIComponent(`2026-11-21~${Date.parse("2026-11-21T09:00:00Z")}~s-swayed`);
    const later = await get(`/agents/1001/calls?before=${before}`);
    expect(later.text).not.toContain("/calls/s-swayed");
    expect(later.text).toContain("/calls/s7");
  });
});

test("criteria that only a site's own card has stand beside the others, by their id in words", async () => {
  await seedCalls(env.DB, OWN_CARD, callsAround("c", "2026-11-20", 4, 8, SARAH));
  await env.DB.batch([
    env.DB.prepare(
      `UPDATE score SET criteria = replace(criteria, '"closing"', '"after_sales"') WHERE site_id = ?`,
    ).bind(OWN_CARD.id),
    ...RECOUNT_ROLLUPS.map((sql) => env.DB.prepare(sql).bind(OWN_CARD.id)),
  ]);
  const cookie = await signedInAs(OWN_CARD.id, await seedPerson(OWN_CARD.id, "manager"));
  const { text } = await get("/agents", cookie);
  expect(text).toContain('<th scope="col">After sales</th>');
  expect(text).toContain('href="/agents/1001/calls?criterion=after_sales"');
  expect((await get("/agents/1001", cookie)).text).toContain("After sales");
  const list = await get("/agents/1001/calls?criterion=after_sales", cookie);
  expect(list.text).toMatch(/After sales: \d of 5/);
});

describe("hostile names", () => {
  test("are text on every page, and addresses that lead where they should", async () => {
    const cookie = await signedInAs(HOSTILE.id, await seedPerson(HOSTILE.id, "manager"));
    const path = `/agents/${encodeURIComponent(`../${SCRIPT}`)}`;
    for (const address of ["/agents", path, `${path}/calls`, `${path}/calls?criterion=needs`]) {
      const { status, text } = await get(address, cookie);
      expect(status).toBe(200);
      expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(text.replaceAll(/<script type="module"/g, "")).not.toContain("<script");
      expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=["{]|javascript:/);
    }
    expect((await get("/agents", cookie)).text).toContain(`href="${path}"`);
  });
});

test.each([
  ["/agents?days=90", 5],
  ["/agents?days=90&campaign=SALES_IN", 3],
  ["/agents/1008?days=90", 13],
  ["/agents/1008/calls", 3],
  ["/agents/1008/calls?criterion=closing", 3],
])("%s sends at most %d statements", async (path, most) => {
  const count: StatementCount = { statements: 0 };
  const reader = readerApp(
    LONDON,
    new Date(NOW_MS).toISOString(),
    (mounted) => mounted.route("/", agentsRoutes()),
    count,
  );
  expect((await reader.request(path)).status).toBe(200);
  expect(count.statements).toBeLessThanOrEqual(most);
});

test("a site without calls is told what to do, whatever the address says", async () => {
  const cookie = await signedInAs(EMPTY.id, await seedPerson(EMPTY.id, "manager"));
  for (const query of ["", "?campaign=X", "?days=x&min_calls=-4&sort=--&page=0", "?page=900"]) {
    const { status, text } = await get(`/agents${query}`, cookie);
    expect(status).toBe(200);
    expect(text).toContain("Nobody has a scored call here");
  }
});
