import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { ScorecardContent } from "#shared/scorecard/scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { forgetCalls } from "../forget/forget-calls.usecase.ts";
import { allMarks } from "../qa-api/testing/all-marks.ts";
import { LONDON } from "../qa-api/testing/seed-site.ts";
import { rows } from "../testing/table-rows.ts";
import { ask, call, calls, freshSite, NOW_MS, pageText, run } from "./testing/call-pages.ts";

const LEVELS = { 1: "Never", 2: "Once", 3: "Partly", 4: "Mostly", 5: "Rapport throughout" };
const SALES: ScorecardContent = {
  name: "Sales",
  flag_below: 70,
  min_call_sec: 20,
  criteria: [
    {
      id: "rapport",
      name: "Rapport with the buyer",
      weight: 60,
      judged: "Builds rapport.",
      levels: LEVELS,
      not_applicable_when: null,
    },
    {
      id: "close",
      name: "Asks for the order",
      weight: 40,
      judged: "Asks.",
      levels: { ...LEVELS, 4: "Asks once, plainly" },
      not_applicable_when: null,
    },
  ],
  auto_fails: [{ id: "pressure", name: "Undue pressure", judged: "Pressed the buyer." }],
};

beforeEach(() => freshSite());

async function salesCard() {
  await run(
    `INSERT INTO scorecard_version (site_id, scorecard_id, version, state, content, created_at, created_by, updated_at)
     VALUES (?, 'sales', 3, 'published', ?, 0, 'test', 0)`,
    LONDON.id,
    JSON.stringify(SALES),
  );
}

const assign = (campaignId: string, scorecardId: string, version: number | null) =>
  run(
    "INSERT INTO scorecard_assignment VALUES (?, ?, ?, ?, 0, 'test')",
    LONDON.id,
    campaignId,
    scorecardId,
    version,
  );

/** Makes a call's score one by the sales card. */
async function judgedBySales(recordingId: string) {
  const quote = { quote: "My broadband is down.", segment: 1, start_sec: 5, end_sec: 9 };
  await run(
    `UPDATE score SET scorecard_id = 'sales', scorecard_version = 3, total = 68, flagged = 1, criteria = ?, auto_fails = ?
     WHERE recording_id = ?`,
    JSON.stringify([
      { id: "rapport", mark: "3", rationale: "Some.", evidence: [quote] },
      { id: "close", mark: "4", rationale: "Asked.", evidence: [] },
    ]),
    JSON.stringify([{ id: "pressure", evidence: [quote] }]),
    recordingId,
  );
}

describe("the scorecard that a call is shown and reviewed by", () => {
  test("is that of its score, with its names, weights and levels, also in the transcript", async () => {
    await salesCard();
    await calls(call("1", { marks: allMarks("4") }));
    await judgedBySales("1");
    const page = await pageText("/calls/1");
    expect(page).toContain("Rapport with the buyer");
    expect(page).toContain("60 %");
    expect(page).toContain("Asks once, plainly");
    expect(page).toContain("Undue pressure");
    expect(page).toMatch(/class="citation" href="#criterion-rapport">Rapport with the buyer/);
    expect(page).not.toContain("Customer identification");
    // 68 is good enough by the default card; this one's line flagged it
    expect(page).toMatch(/verdict-total">68\.0<svg[^>]*tone-bad/);
  });

  test("a person reviews by it, and only by it", async () => {
    await salesCard();
    await calls(call("1", { marks: allMarks("4") }));
    await judgedBySales("1");
    const form = await pageText("/calls/1?review=1");
    expect(form).toContain('name="mark.rapport"');
    expect(form).not.toContain('name="mark.greeting"');
    const wrong = Object.fromEntries(
      defaultScorecard.criteria.map(({ id }) => [`mark.${id}`, "4"]),
    );
    expect((await ask("/calls/1/reviews", wrong)).status).toBe(400);
    const sent = await ask("/calls/1/reviews", { "mark.rapport": "5", "mark.close": "2" });
    expect(sent.status).toBe(303);
    expect(await rows("SELECT scorecard_id, scorecard_version, total FROM review")).toEqual([
      { scorecard_id: "sales", scorecard_version: 3, total: 76 },
    ]);
    expect(await pageText("/calls/1")).toContain("Reviewed by <bdi>Test manager");
  });

  test("of a call without a score is what its campaign is judged by, else the site", async () => {
    await salesCard();
    await assign("", "sales", 3);
    await assign("SUPPORT_IN", "default", null);
    const stuck = { job: { state: "needs_human", lastError: "No quotes." } };
    await calls(call("site's", { ...stuck, campaignId: "OTHER" }), call("campaign's", stuck));
    expect(await pageText("/calls/site's?review=1")).toContain('name="mark.rapport"');
    const own = await pageText("/calls/campaign's?review=1");
    expect(own).toContain('name="mark.greeting"');
    expect(own).not.toContain('name="mark.rapport"');
  });

  test("is named without levels where the code has a newer default card", async () => {
    await calls(call("1", { marks: allMarks("4") }));
    await run("UPDATE score SET scorecard_version = 1");
    const page = await pageText("/calls/1");
    expect(page).toContain("Customer identification");
    expect(page).toContain("level descriptions are no longer kept");
    expect(page).not.toContain(defaultScorecard.criteria[0]?.levels[4]);
    expect(page).not.toContain("10 %");
    // whoever reviews it does so by today's
    expect(await pageText("/calls/1?review=1")).toContain(defaultScorecard.criteria[0]?.levels[4]);
  });
});

describe("versions of a score", () => {
  beforeEach(async () => {
    await calls(call("1", { marks: allMarks("2"), summary: "The first look." }));
    const columns =
      "site_id, recording_id, transcript_version, scorecard_id, scorecard_version, provider, prompt_version, local_date, flagged, criteria, auto_fails, injections, strengths, improvements, input_tokens, output_tokens, cost_usd, latency_ms, raw_answer";
    await env.DB.batch([
      env.DB.prepare("UPDATE score SET is_current = 0"),
      env.DB.prepare(
        `INSERT INTO score (${columns}, version, is_current, model, total, summary, created_at)
         SELECT ${columns}, 2, 1, 'second-model', 88, 'The second look.', ${NOW_MS} FROM score`,
      ),
    ]);
  });

  test("are listed, newest first, with what made them", async () => {
    const page = await pageText("/calls/1");
    expect(page).toContain("The second look.");
    expect(page).toContain('href="/calls/1?version=1"');
    expect(page.indexOf("second-model")).toBeLessThan(page.indexOf(">test-model<"));
    expect(page).not.toContain("It is shown to be read");
  });

  test("an older one is shown as it was, to be read only", async () => {
    const page = await pageText("/calls/1?version=1");
    expect(page).toContain("The first look.");
    expect(page).toContain("Version 1 of this score,");
    expect(page).toContain('<a href="/calls/1">Show what counts</a>');
    expect(await pageText("/calls/1?version=1&review=1")).not.toContain('name="mark.greeting"');
  });

  test.each(["99", "-1", "x", "", "1e999"])("a version %s is the current one", async (version) => {
    const answer = await ask(`/calls/1?version=${version}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("The second look.");
  });
});

describe("two judges", () => {
  const opinion = (model: string, mark: string, total: number) => ({
    provider: { name: "gemini", model, promptVersion: "prompt-1" },
    scorecard: { id: "default", version: defaultScorecard.version },
    score: { total, flagged: total < 60, flagReason: total < 60 ? "Score below 60" : null },
    criteria: [{ id: "greeting", mark, rationale: `Because of ${model}.`, evidence: [] }],
    autoFails: [],
    excerpt: null,
    summary: `Summed up by ${model}.`,
    strengths: [],
    improvements: [],
    inputTokens: 1,
    outputTokens: 1,
    costUsd: 0,
    latencyMs: 1,
    rawAnswer: "",
  });

  test("who disagree are shown side by side", async () => {
    await calls(call("1", { job: { state: "needs_human", lastError: "They disagree." } }));
    await run(
      "UPDATE scoring_job SET opinions = ?",
      JSON.stringify([opinion("one", "4", 80), opinion("two", "1", 40)]),
    );
    const page = await pageText("/calls/1");
    expect(page).toContain("Two judges, two opinions");
    expect(page).toContain("Because of one.");
    expect(page).toContain("Because of two.");
    expect(page).toContain("They differ");
    // not in sight of whoever is to judge without them
    const blind = await pageText("/calls/1?review=1&blind=1");
    expect(blind).not.toContain("Because of one.");
  });

  test("who agree are a note", async () => {
    await calls(call("1", { marks: allMarks("4") }));
    await run("UPDATE score SET second_opinion = ?", JSON.stringify(opinion("two", "4", 79.5)));
    const page = await pageText("/calls/1");
    expect(page).toContain("A second judge was asked and agreed: <bdi>Gemini, two</bdi> gave 79.5");
    expect(page).not.toContain("Two judges, two opinions");
  });
});

describe("a call without its words says why, and what is left", () => {
  test.each([
    ["aged", "UPDATE transcript SET text_removed_at = 1, segments = '[]'", "quotes stay"],
    [
      "aged with its quotes",
      "UPDATE transcript SET text_removed_at = 1, segments = '[]'; UPDATE score SET quotes_removed_at = 1",
      "Quotes and reasons went as well; marks and totals stay",
    ],
  ])("%s", async (_, removal, said) => {
    await calls(call("1", { marks: allMarks("4") }));
    for (const statement of removal.split("; ")) await run(statement);
    const page = await pageText("/calls/1");
    expect(page).toContain("texts are kept for a limited time");
    expect(page).toContain(said);
  });

  test("its caller was forgotten", async () => {
    await calls(call("1", { marks: allMarks("4") }));
    const by = { actor: "test", nowMs: NOW_MS };
    await forgetCalls(openDatabase(env.DB), LONDON.id, ["1"], by);
    const page = await pageText("/calls/1");
    expect(page).toContain("data was deleted on request");
    expect(page).not.toContain("limited time");
  });
});
