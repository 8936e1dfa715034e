import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { callRowsSchema, type CallRow } from "#shared/contracts/qa-lists.ts";

import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { rows } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";
import { seedBusySite } from "./testing/busy-site.ts";

const NOW_MS = Date.parse("2026-11-23T12:00:00Z");
const app = testApp(NOW_MS);
let site: SeededSite;
let everything: CallRow[];

beforeAll(async () => {
  site = await seedSite("busy");
  await seedBusySite(env.DB, "busy", "2026-11-23", 1500);
  const other = await seedSite("other");
  await seedBusySite(env.DB, other.siteId, "2026-11-23", 50);
  everything = await allPages("days=90&limit=200");
});

const get = (query: string, headers: Record<string, string> = {}) =>
  app.request(`/api/qa/calls?${query}`, {
    headers: { Authorization: `Bearer ${site.readToken}`, ...headers },
  });

/** Follows the links to the next page until there is none. */
async function allPages(query: string): Promise<CallRow[]> {
  const calls: CallRow[] = [];
  let path: string | null = `/api/qa/calls?${query}`;
  for (let pages = 0; path !== null; pages++) {
    expect(pages).toBeLessThan(300);
    const response = await app.request(path, {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    expect(response.status).toBe(200);
    calls.push(...callRowsSchema.parse(await response.json()));
    path = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("Link") ?? "")?.[1] ?? null;
  }
  return calls;
}

const ids = (calls: readonly CallRow[]) => calls.map((call) => call.recording_id);

describe("pages", () => {
  test("of any size give every call of the period once, in the same order", async () => {
    const [counted] = await rows(
      "SELECT count(*) AS calls FROM call WHERE site_id = 'busy' AND local_date >= '2026-08-26'",
    );
    expect(everything).toHaveLength(Number(counted?.["calls"]));
    expect(new Set(ids(everything)).size).toBe(everything.length);
    expect(ids(await allPages("days=90&limit=7"))).toEqual(ids(everything));
  });

  test("by time are sorted by date and time, either way", async () => {
    const times = everything.map((call) => `${call.date} ${call.call_date}`);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(ids(await allPages("days=90&limit=100&sort=call_date"))).toEqual(
      ids(everything).toReversed(),
    );
  });

  test.each(["total_score", "-total_score"])("by %s hold every scored call once", async (sort) => {
    const scored = everything.filter(
      (call) => call.date >= "2026-09-23" && call.llm_provider !== null,
    );
    for (const limit of [1, 13, 200]) {
      if (limit === 1 && sort === "total_score") continue;
      const calls = await allPages(
        `from=2026-09-23&to=2026-11-23&sort=${sort}&limit=${limit}&agent=${limit === 1 ? "1001" : ""}`,
      );
      const wanted = limit === 1 ? scored.filter((call) => call.agent_user === "1001") : scored;
      expect(ids(calls).toSorted()).toEqual(ids(wanted).toSorted());
      const totals = calls.map((call) => call.total_score ?? Number.NaN);
      const sign = sort === "total_score" ? 1 : -1;
      expect(totals).toEqual(totals.toSorted((a, b) => sign * (a - b)));
    }
  });

  test("go on as they began, also after midnight", async () => {
    const first = await get("days=3&limit=20");
    const cursor = first.headers.get("X-Next-Cursor") ?? "";
    app.clock.nowMs += 24 * 3_600_000;
    const second = callRowsSchema.parse(await (await get(`limit=20&cursor=${cursor}`)).json());
    app.clock.nowMs = NOW_MS;
    const whole = callRowsSchema.parse(await (await get("days=3&limit=40")).json());
    expect(ids(whole)).toEqual([...ids(callRowsSchema.parse(await first.json())), ...ids(second)]);
  });
});

describe("filters", () => {
  const byHand: [string, (call: CallRow) => boolean][] = [
    ["agent=1001", (call) => call.agent_user === "1001"],
    ["campaign=SALES", (call) => call.campaign_id === "SALES"],
    ["status=SALE", (call) => call.call_status === "SALE"],
    ["flagged=true", (call) => call.flagged === true],
    ["flagged=false", (call) => call.flagged !== true],
    ["min_score=80", (call) => (call.total_score ?? 0) >= 80],
    [
      "max_score=40&min_score=30.5",
      (call) => (call.total_score ?? 0) >= 30.5 && (call.total_score ?? 101) <= 40,
    ],
    ["state=skipped", (call) => call.processing_status === "skipped"],
    ["state=error", (call) => call.processing_status === "error"],
    ["state=transcribed", (call) => call.processing_status === "transcribed"],
    ["state=pending", (call) => call.processing_status === "pending"],
    ["search=R00012", (call) => call.recording_id.includes("r00012")],
    ["search=agent%201007", (call) => call.agent_user === "1007"],
    [
      "campaign=SALES&agent=1001&flagged=true",
      (call) => call.campaign_id === "SALES" && call.agent_user === "1001" && call.flagged === true,
    ],
  ];

  test.each(byHand)("%s lets through what it says, over all pages", async (filter, isWanted) => {
    const calls = await allPages(`days=90&limit=50&${filter}`);
    const wanted = everything.filter(isWanted);
    expect(wanted.length).toBeGreaterThan(0);
    expect(ids(calls)).toEqual(ids(wanted));
  });

  test.each(byHand)("%s by score does too", async (filter, isWanted) => {
    const calls = await allPages(`from=2026-09-23&limit=50&sort=total_score&${filter}`);
    const wanted = everything.filter(
      (call) => call.date >= "2026-09-23" && call.llm_provider !== null && isWanted(call),
    );
    expect(ids(calls).toSorted()).toEqual(ids(wanted).toSorted());
  });

  test.each([
    "sort=agent",
    "limit=0",
    "limit=201",
    "min_score=ten",
    "flagged=maybe",
    "state=lost",
    "days=91",
    "sort=total_score&days=63",
    "cursor=nonsense",
    `cursor=${btoa('{"list":"[]","from":"2026-11-01","to":"2026-11-02","place":{}}')}`,
  ])("%s is refused", async (query) => {
    const response = await get(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "invalid_request" } });
  });

  test("a cursor of another list is refused", async () => {
    const cursor = (await get("limit=1")).headers.get("X-Next-Cursor") ?? "";
    expect(cursor).not.toBe("");
    const response = await get(`limit=1&agent=1001&cursor=${cursor}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("other filters");
  });

  test("text that means something to SQL is text", async () => {
    for (const text of ["' OR 1=1 --", '"; DROP TABLE call; --', "%", "_", "\\", "?1"]) {
      const query = `search=${encodeURIComponent(text)}&agent=${encodeURIComponent(text)}`;
      expect(await (await get(query)).json()).toEqual([]);
      expect(await (await get(`${query}&sort=total_score`)).json()).toEqual([]);
    }
  });

  test("another site's calls are in no page", () => {
    expect(everything.length).toBeGreaterThan(1000);
    expect(everything.length).toBeLessThanOrEqual(1500);
  });
});

describe("CSV", () => {
  test("by path and by Accept is the same, with a header line and CRLF", async () => {
    const byAccept = await get("days=2&limit=5", { Accept: "text/csv" });
    const byPath = await app.request("/api/qa/calls.csv?days=2&limit=5", {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    expect(byAccept.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    expect(byPath.headers.get("Content-Disposition")).toBe('attachment; filename="calls.csv"');
    expect(byPath.headers.get("Link")).toContain("/api/qa/calls.csv?");
    const text = await byPath.text();
    expect(await byAccept.text()).toBe(text);
    const lines = text.split("\r\n");
    expect(lines).toHaveLength(7);
    expect(lines[0]?.split(",").slice(0, 4)).toEqual([
      "recording_id",
      "uniqueid",
      "call_date",
      "date",
    ]);
    expect(lines[1]).toMatch(/^r\d{6},ur\d{6},2026-11-2\dT[\d:.]+Z,2026-11-2\d,/);
  });

  test("is chosen only when it is asked for", async () => {
    for (const accept of ["*/*", "application/json", "text/html,*/*;q=0.8"]) {
      const response = await get("limit=1", { Accept: accept });
      expect(response.headers.get("Content-Type")).toBe("application/json");
    }
  });

  test("of a call whose names are formulas cannot run them", async () => {
    await env.DB.prepare(
      `UPDATE call SET agent_name = '=HYPERLINK("https://evil.test";"x")', call_status = '@SUM(A1)', campaign_id = '+1'
       WHERE site_id = 'busy' AND recording_id = 'r000000'`,
    ).run();
    const response = await get("search=r000000&days=1&limit=200", { Accept: "text/csv" });
    const text = await response.text();
    expect(text).toContain(`"'=HYPERLINK(""https://evil.test"";""x"")"`);
    expect(text).toContain("'@SUM(A1)");
    expect(text).toContain(",'+1,");
  });
});

test("every list of rows is to be had as CSV", async () => {
  for (const name of ["category-matrix", "distribution", "coverage", "calls"]) {
    const response = await app.request(`/api/qa/${name}.csv`, {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    const json = await app.request(`/api/qa/${name}`, {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    const list = z.array(z.record(z.string(), z.unknown())).parse(await json.json());
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(list.length + 1);
    expect(lines[0]).toBe(Object.keys(list[0] ?? {}).join(","));
  }
});
