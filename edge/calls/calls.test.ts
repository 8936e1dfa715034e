import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import {
  ask,
  calls,
  freshSite,
  NOW_MS,
  pageText,
  run,
  signInAnother,
} from "../call-page/testing/call-pages.ts";
import { openDatabase } from "../db/client.ts";
import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON, segment, type SeedCall } from "../qa-api/testing/seed-site.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { rows } from "../testing/table-rows.ts";
import { readFilter, writeFilter } from "./call-filter.ts";
import { searchCalls, viewCalls } from "./view-calls.usecase.ts";

const at = (hour: number) => `2026-11-22T${String(hour).padStart(2, "0")}:00:00Z`;
const said = (text: string): Partial<SeedCall> => ({
  segments: [segment(0, "Thank you for calling."), segment(1, text, "customer")],
});
/** The calls that a page lists, in order. */
const listed = (html: string) =>
  [...html.matchAll(/class="row-link clamp" href="\/calls\/([^"]+)"/g)].map(([, id]) => id);
const idsOf = async (query: string) => listed(await pageText(`/calls?${query}`));

beforeEach(() => freshSite());

describe("the filter", () => {
  beforeEach(async () => {
    await calls(
      { recordingId: "good", startedAt: at(9), marks: allMarks("5") },
      {
        recordingId: "weak",
        startedAt: at(10),
        marks: { ...allMarks("4"), greeting: "2" },
        agentUser: "1008",
        agentName: "Grace Lindqvist",
        campaignId: "SALES_IN",
      },
      { recordingId: "bad", startedAt: at(11), marks: allMarks("2") },
      {
        recordingId: "aloud",
        startedAt: at(12),
        marks: allMarks("4"),
        autoFails: ["card_data_aloud"],
      },
      { recordingId: "waiting", startedAt: at(13), agentState: "pending" },
      { recordingId: "long ago", startedAt: "2026-08-01T09:00:00Z", marks: allMarks("5") },
    );
    await run("UPDATE call SET call_status = 'SALE' WHERE recording_id = 'weak'");
  });

  test.each([
    ["", ["waiting", "aloud", "bad", "weak", "good"]],
    ["sort=call_date", ["good", "weak", "bad", "aloud", "waiting"]],
    ["sort=total_score", ["bad", "weak", "aloud", "good"]],
    ["agent=1008", ["weak"]],
    ["campaign=SALES_IN", ["weak"]],
    ["status=SALE", ["weak"]],
    ["min_score=77&max_score=80", ["aloud"]],
    ["flag=flagged", ["aloud", "bad"]],
    ["flag=auto_fail", ["aloud"]],
    ["flag=none", ["waiting", "weak", "good"]],
    ["criterion=greeting&mark=le2", ["bad", "weak"]],
    ["criterion=closing&mark=ge4", ["aloud", "weak", "good"]],
    ["state=pending", ["waiting"]],
    ["search=lindqvist", ["weak"]],
    ["from=2026-08-01&to=2026-08-02", ["long%20ago"]],
  ])("%s", async (query, wanted) => {
    expect(await idsOf(query)).toEqual(wanted);
  });

  test.each([
    "from=2026-13-45&to=yesterday",
    "min_score=low&max_score=",
    "sort=sideways&state=no&flag=no&reviewed=no-idea&mark=le9",
    "columns=password&columns=",
    "cursor=abc",
    "criterion=greeting",
    "mark=le2",
    "tracker=nothing",
    `search=${"x".repeat(500)}`,
  ])("what makes no sense is left out: %s", async (query) => {
    expect(await idsOf(query)).toHaveLength(5);
  });

  test("shows what a person gave where one did, and finds by that", async () => {
    const marks = Object.fromEntries(Object.keys(allMarks("1")).map((id) => [`mark.${id}`, "5"]));
    expect((await ask("/calls/bad/reviews", marks)).status).toBe(303);
    expect(await idsOf("reviewed=yes")).toEqual(["bad"]);
    expect(await idsOf("reviewed=no")).toEqual(["waiting", "aloud", "weak", "good"]);
    expect(await pageText("/calls?reviewed=yes")).toMatch(
      /100\.0<\/span><\/span><span class="sub">reviewed/,
    );
  });

  test("goes into the CSV as it is", async () => {
    const answer = await ask("/calls.csv?flag=flagged");
    expect(answer.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    const lines = (await answer.text()).trim().split("\r\n");
    expect(lines.map((line) => line.split(",")[0])).toEqual(["recording_id", "aloud", "bad"]);
    expect(await pageText("/calls?flag=flagged")).toContain('href="/calls.csv?flag=flagged"');
  });

  test("shows the columns that are chosen", async () => {
    const page = await pageText("/calls?columns=summary&columns=state");
    expect(page).toContain('<th scope="col">Summary</th>');
    expect(page).toContain("Waiting for tonight");
    expect(page).not.toContain('<th scope="col">Marks</th>');
  });
});

describe("what was said", () => {
  test("is found, shown at its place, and leads there", async () => {
    await calls(
      { recordingId: "said", startedAt: at(9), ...said("I want to CANCEL my contract today.") },
      { recordingId: "not said", startedAt: at(10) },
      { recordingId: "cancel my contract", startedAt: at(11) },
    );
    const page = await pageText("/calls?search=cancel+my+contract");
    expect(listed(page)).toEqual(["cancel%20my%20contract", "said"]);
    expect(page).toContain('href="/calls/said#line-1"');
    expect(page).toContain("I want to <mark>CANCEL my contract</mark> today.");
  });

  test("is not what only stands in the transcript's form or times", async () => {
    await calls({ recordingId: "1", startedAt: at(9), ...said("Nothing of it.") });
    for (const words of ["customer", "start_sec", "speaker", "0.9", "null", '","', "confidence"]) {
      expect([words, await idsOf(new URLSearchParams({ search: words }).toString())]).toEqual([
        words,
        [],
      ]);
    }
  });

  test.each([
    [`say "hello" \\ twice`, `They say "hello" \\ twice.`],
    ["ÜBER straße", "Wir fahren über straße."],
    ["über", "Über uns."],
    ["100%", "It is 100% sure"],
    ["a_b", "type a_b now"],
    ["'; drop table call; --", "well '; drop table call; -- yes"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ])("%s is looked for as it is", async (words, text) => {
    await calls({ recordingId: "1", startedAt: at(9), ...said(text) });
    await calls({ recordingId: "2", startedAt: at(9), ...said("Something else, axb and 100.") });
    const page = await pageText(`/calls?${new URLSearchParams({ search: words }).toString()}`);
    expect(listed(page)).toEqual(["1"]);
    expect(page).not.toContain("<script>alert");
  });

  test("is no longer found once the words were removed", async () => {
    await calls({ recordingId: "1", startedAt: at(9), ...said("Cancel it.") });
    await run("UPDATE transcript SET segments = '[]', text_removed_at = 1");
    expect(await idsOf("search=cancel")).toEqual([]);
    expect(await pageText("/calls?search=cancel")).toContain("No call matches");
  });
});

describe("many calls", () => {
  beforeEach(async () => {
    await calls(
      ...Array.from({ length: 420 }, (_, index): SeedCall => ({
        recordingId: `call-${String(index).padStart(3, "0")}`,
        startedAt: new Date(Date.parse("2026-11-20T06:00:00Z") + index * 60_000).toISOString(),
        marks: allMarks("4"),
        ...(index === 7 ? said("A rare word: marmalade.") : {}),
      })),
    );
  });

  const follow = async (query: string) => {
    const found: (string | undefined)[] = [];
    let pages = 0;
    for (let path: string | undefined = `/calls?${query}`; path !== undefined; pages++) {
      expect(pages).toBeLessThan(30);
      const html = await pageText(path);
      found.push(...listed(html));
      const next = /class="button" href="(\/calls\?[^"]*cursor=[^"]+)"/.exec(html)?.[1];
      path = next?.replaceAll("&amp;", "&");
    }
    return { found, pages };
  };

  test("are all listed once, page by page", async () => {
    const { found, pages } = await follow("columns=call");
    expect(new Set(found).size).toBe(420);
    expect(found).toHaveLength(420);
    expect(pages).toBe(11);
  });

  test("of which one matches: the page says how far it looked, and a link looks on", async () => {
    const first = await pageText("/calls?search=marmalade");
    expect(first).toContain("300 calls looked at, as far as Fri 20 Nov.");
    expect(first).toContain("Search on");
    const { found, pages } = await follow("search=marmalade");
    expect([found, pages]).toEqual([["call-007"], 2]);
  });

  test.each([
    ["", 250],
    ["search=marmalade", 2000],
    ["search=thank", 2000],
    ["flag=flagged", 2000],
    ["reviewed=yes&search=marmalade&criterion=greeting&mark=le1", 2000],
    ["sort=total_score&search=marmalade", 2000],
  ])("a page of %s reads no more rows than that", async (query, most) => {
    const { binding, rowsRead } = meterRows(env.DB);
    const clock = { timeZone: LONDON.timeZone, nowMs: NOW_MS };
    const filter = readFilter(new URLSearchParams(query));
    const page = { cursor: undefined, masks: false, personId: "nobody" };
    await viewCalls(openDatabase(binding), LONDON.id, filter, page, clock);
    expect(rowsRead()).toBeLessThanOrEqual(most);
    await searchCalls(
      openDatabase(binding),
      LONDON.id,
      filter,
      { limit: 200, cursor: undefined, masks: false },
      clock,
    );
  });
});

describe("saved filters", () => {
  const save = (name: string, query: string) => ask("/calls/filters", { name, query });

  test("are kept as addresses of the list, for whoever saved them", async () => {
    const hostile = `<b>"mine"`;
    const answer = await save(hostile, "flag=flagged&next=https://evil.test&mark=le9");
    expect(answer.headers.get("Location")).toBe("/calls?flag=flagged&done=saved");
    const page = await pageText("/calls");
    expect(page).toContain('href="/calls?flag=flagged"');
    expect(page).toContain("&lt;b&gt;&quot;mine&quot;");
    expect(await rows("SELECT action FROM audit_event")).toEqual([
      { action: "saved_filter.create" },
    ]);

    const [saved] = await rows("SELECT id FROM saved_filter");
    await signInAnother();
    expect(await pageText("/calls")).not.toContain("&lt;b&gt;");
    await ask(`/calls/filters/${String(saved?.["id"])}/delete`, {});
    expect(await rows("SELECT id FROM saved_filter")).toHaveLength(1);
  });

  test("are twenty at most, and can be taken away", async () => {
    for (let count = 0; count < 20; count++) expect((await save(`f${count}`, "")).status).toBe(303);
    expect((await save("one more", "")).status).toBe(409);
    const [saved] = await rows("SELECT id FROM saved_filter WHERE name = 'f3'");
    expect((await ask(`/calls/filters/${String(saved?.["id"])}/delete`, {})).status).toBe(303);
    expect((await save("one more", "")).status).toBe(303);
  });

  test("without a name are refused", async () => {
    expect((await save("  ", "flag=flagged")).status).toBe(400);
  });
});

test("a filter that is written is read as the same", () => {
  const query = "search=a%26b&min_score=20&sort=total_score&columns=marks&columns=state";
  const filter = readFilter(new URLSearchParams(query));
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
});
