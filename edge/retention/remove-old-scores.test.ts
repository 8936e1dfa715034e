import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { recountSite } from "../admin/sites.repository.ts";
import { hear, seedAlerts } from "../alerts/testing/alerted-site.ts";
import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { ingestCalls } from "../ingest/ingest-calls.usecase.ts";
import { runCron } from "../run-cron.ts";
import { asker } from "../testing/ask.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { saidOf } from "../testing/said-of.ts";
import { sampleCall, type sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite, type SeededSite } from "../testing/seed-site.ts";
import { seedPerson, signedIn, signedInAs } from "../testing/signed-in.ts";
import { emptyDatabase, rows, wholeState } from "../testing/table-rows.ts";
import { testApp } from "../testing/test-app.ts";
import {
  CALLS_AT_ONCE,
  removeOldScores,
  SCORE_RETENTION_STATEMENTS,
} from "./remove-old-scores.usecase.ts";
import {
  allRollups,
  DAY_MS,
  judgeByLastWord,
  keepScoresFor,
  rated,
} from "./testing/score-days-bench.ts";

const SITE = "nordwind";
/** The first one of which 90 days later nothing is left. */
const DAY = "2026-11-23";

let site: SeededSite;
let bench: ScoringBench;
let personId: string;
beforeEach(async () => {
  await emptyDatabase();
  site = await seedSite(SITE);
  bench = scoringBench(SITE);
  personId = await seedPerson(SITE, "manager");
  await keepScoresFor(SITE, 90);
});

const db = () => openDatabase(env.DB);
const remove = (binding = env.DB) => removeOldScores(openDatabase(binding), bench.clock.nowMs);
const pass = (days: number) => (bench.clock.nowMs += days * DAY_MS);
async function scored(...uploads: ReturnType<typeof sampleUpload>[]): Promise<void> {
  await bench.upload(...uploads);
  await bench.tick([judgeByLastWord]);
}
const scoredCalls = async () =>
  (await rows("SELECT DISTINCT recording_id AS id FROM score ORDER BY 1")).map(({ id }) => id);
const ofSite = async (column: string) =>
  (await rows(`SELECT ${column} AS it FROM site`))[0]?.["it"];

describe("once a call is older than the site keeps scores", () => {
  test("nothing of its score is left in any table, another call keeps all, and every count stays, counted anew too", async () => {
    await scored(
      rated("77", "2"),
      rated("78", "5", { local_date: "2026-11-24" }),
      rated("79", "1"),
    );
    const app = testApp(bench.clock.nowMs);
    const coach = await signedInAs(SITE, personId);
    await env.DB.batch(
      ["77", "78"].flatMap((id) => saidOf(id, { personId, word: id, nowMs: bench.clock.nowMs })),
    );
    // reviewed by the page, so that it is counted
    const form = { comment: "", is_blind: "0" };
    await asker(app)(coach, "/calls/79/reviews", {
      ...form,
      ...Object.fromEntries(
        (
          await rows(
            "SELECT value->>'id' AS id FROM score, json_each(criteria) WHERE recording_id = '79'",
          )
        ).map(({ id }) => [`mark.${String(id)}`, "3"]),
      ),
    });
    await recountSite(db(), SITE);
    const counted = await allRollups();
    expect(counted).toContainEqual(expect.objectContaining({ local_date: "", scored_calls: 3 }));
    pass(90);
    expect(await remove()).toBe(2);
    expect(await remove()).toBe(0);
    const state = await wholeState();
    const left = Object.entries({
      ...state,
      scorecard_run_call: await rows("SELECT * FROM scorecard_run_call"),
      calibration_call: await rows("SELECT * FROM calibration_call"),
      calibration_mark: await rows("SELECT * FROM calibration_mark"),
      calibration_decision: await rows("SELECT * FROM calibration_decision"),
    }).filter(([, found]) =>
      found.some((row) => /"recording_id":"7[79]"/.test(JSON.stringify(row))),
    );
    // the call itself: that there was one, when and whose
    expect(left.map(([table]) => table)).toEqual(["call"]);
    for (const table of [
      "score",
      "transcript",
      "scoring_job",
      "review",
      "dispute",
      "score_acknowledgement",
      "review_item",
      "coaching_clip",
      "notice",
      "scorecard_run_call",
      "calibration_call",
      "calibration_mark",
      "calibration_decision",
    ]) {
      expect([
        table,
        await rows(`SELECT count(*) > 0 AS kept FROM ${table} WHERE recording_id = '78'`),
      ]).toEqual([table, [{ kept: 1 }]]);
    }
    expect(await rows("SELECT id, calls FROM scorecard_run ORDER BY 1")).toEqual([
      { id: "77", calls: 0 },
      { id: "78", calls: 1 },
    ]);
    expect(
      await rows(
        "SELECT id, calls, marked FROM calibration_round JOIN calibration_rater ON id = round_id ORDER BY 1",
      ),
    ).toEqual([
      { id: "77", calls: 0, marked: 0 },
      { id: "78", calls: 1, marked: 1 },
    ]);
    expect(await allRollups()).toEqual(counted);
    await recountSite(db(), SITE);
    expect(await allRollups()).toEqual(counted);
    await recountSite(db(), SITE);
    expect(await allRollups()).toEqual(counted);
  });

  test("trends, leaderboard, coverage, distribution and the agent's averages say the same; lists say what became of it", async () => {
    await scored(rated("77", "2"), rated("78", "5"));
    pass(91);
    const get = async (path: string) => {
      const response = await testApp(bench.clock.nowMs).request(`/api/qa/${path}`, {
        headers: { Authorization: `Bearer ${site.readToken}` },
      });
      return { status: response.status, body: await response.json() };
    };
    const period = `from=2026-11-20&to=${DAY}`;
    const figures = () =>
      Promise.all(
        ["trends", "coverage", "distribution", "leaderboard", "daily-summary", "agent/1007"].map(
          async (name) => ({ name, ...(await get(`${name}?${period}`)) }),
        ),
      );
    const before = await figures();
    expect(before.map(({ status }) => status)).toEqual(before.map(() => 200));
    expect(await get(`calls?${period}&sort=total_score`)).toMatchObject({
      body: [{ recording_id: "77" }, { recording_id: "78" }],
    });
    await remove();
    expect(await figures()).toEqual(before);
    expect(await get(`calls?${period}&sort=total_score`)).toMatchObject({ status: 200, body: [] });
    expect(await get(`flagged?${period}`)).toMatchObject({ status: 200, body: [] });
    expect(await get(`calls?${period}&state=removed`)).toMatchObject({
      body: [
        { recording_id: "78", processing_status: "removed", total_score: null, agent_user: "1007" },
        { recording_id: "77", processing_status: "removed" },
      ],
    });
    expect(await get("call/77")).toMatchObject({
      status: 200,
      body: {
        processing_status: "removed",
        status_reason: expect.stringContaining("was removed after 90 days"),
        total_score: null,
        transcript: null,
        evidence: [],
      },
    });
  });

  test("a page shows the call and says so; reviews, disputes and clips are refused in the same words, rounds and tries open", async () => {
    await scored(rated("77", "2"));
    await env.DB.batch(saidOf("77", { personId, word: "said", nowMs: bench.clock.nowMs }));
    pass(91);
    await remove();
    const ask = asker(testApp(bench.clock.nowMs));
    const manager = await signedInAs(SITE, personId);
    const agent = await signedIn(SITE, "agent", undefined, "1007");
    for (const who of [manager, agent]) {
      const page = await ask(who, "/calls/77");
      const text = await page.text();
      expect(page.status).toBe(200);
      expect(text).toContain("score was removed after 90 days");
      expect(text).not.toContain("Review this call");
    }
    for (const path of [
      "/calls?from=2026-11-20&to=2026-11-24",
      "/calibration/77",
      "/calibration",
      "/coaching",
      "/coaching/77",
    ]) {
      expect([path, (await ask(manager, path)).status]).toEqual([path, 200]);
    }
    const refused = [
      await ask(manager, "/calls/77/reviews", { comment: "" }),
      await ask(agent, "/calls/77/acknowledgement", {}),
    ];
    for (const response of refused) {
      expect([response.status, await response.text()]).toEqual([
        410,
        expect.stringContaining("was removed after 90 days"),
      ]);
    }
  });
});

test("it goes the day after the last of its days, by the site's clock, and then the day's counts are final", async () => {
  await scored(rated("1", "2"));
  // 90 days on, eleven in the evening in New York
  bench.clock.nowMs = Date.parse("2027-02-22T04:00:00Z");
  expect(await remove()).toBe(0);
  expect(await ofSite("scores_kept_from")).toBe("");
  bench.clock.nowMs += 3_600_000;
  expect(await remove()).toBe(1);
  expect(await ofSite("scores_kept_from")).toBe("2026-11-24");
  // longer from now on: what went stays gone, the counts stay final
  await keepScoresFor(SITE, 365);
  pass(1);
  expect(await remove()).toBe(0);
  expect(await ofSite("scores_kept_from")).toBe("2026-11-24");
});

test("without days nothing goes, and a site's days are its own", async () => {
  await seedSite("other");
  await keepScoresFor(SITE, 0);
  await keepScoresFor("other", 90);
  await scored(rated("1", "2"));
  pass(4000);
  expect(await remove()).toBe(0);
  expect(await scoredCalls()).toEqual(["1"]);
});

test("some go at a time, oldest first, past calls that were never scored, within the statements; then nothing is written", async () => {
  await scored(
    ...Array.from({ length: 9 }, (_, at) => rated(`r${at}`, "3", { local_date: `2026-11-1${at}` })),
  );
  const skipped = Array.from({ length: 60 }, (_, at) =>
    sampleCall(`s${at}`, {
      state: "skipped",
      state_reason: "too_short",
      local_date: `2026-11-1${at % 9}`,
    }),
  );
  await ingestCalls(db(), SITE, skipped, bench.clock.nowMs);
  const counted = await allRollups();
  pass(100);
  const counting = countStatements(env.DB);
  expect(await remove(counting.binding)).toBe(CALLS_AT_ONCE);
  expect(counting.statementsUsed()).toBe(SCORE_RETENTION_STATEMENTS);
  expect(await scoredCalls()).toEqual(["r5", "r6", "r7", "r8"]);
  let removed = CALLS_AT_ONCE;
  for (let minute = 0; minute < 10; minute += 1) removed += await remove();
  expect(removed).toBe(9);
  expect(await allRollups()).toEqual(counted);
  const metered = meterRows(env.DB);
  expect(await remove(metered.binding)).toBe(0);
  expect([metered.rowsWritten(), metered.rowsRead() <= 4]).toEqual([0, true]);
});

test("a call that went without a score waits for none any more, wherever that is counted", async () => {
  await bench.upload(rated("1", "2"), rated("2", "2", { local_date: "2027-02-20" }));
  pass(91);
  const waiting = async () => {
    const response = await testApp(bench.clock.nowMs).request("/api/qa/queue-status", {
      headers: { Authorization: `Bearer ${site.readToken}` },
    });
    return response.json();
  };
  expect(await waiting()).toMatchObject({ status_counts: { transcribed: 2 }, total: 2 });
  expect(await remove()).toBe(1);
  expect(await waiting()).toMatchObject({ status_counts: { transcribed: 1 }, total: 2 });
  await bench.tick([judgeByLastWord]);
  expect(await waiting()).toMatchObject({
    status_counts: { transcribed: 0, complete: 1 },
    total: 2,
  });
});

test("the cron does it", async () => {
  await scored(rated("1", "2"));
  const report = await runCron(
    { ...env, SCORING_PROVIDERS: "rules" },
    bench.clock.nowMs + 91 * DAY_MS,
  );
  expect(report).toMatchObject({ scoresRemoved: 1 });
});

test("the cron does it beside a dozen sites that it looks after, and removes texts as well", async () => {
  const sites = [SITE, ...Array.from({ length: 11 }, (_, at) => `other${at}`)];
  for (const id of sites.slice(1)) await seedSite(id);
  for (const id of sites) await seedAlerts(id, {}, { day: "2027-03-01", week: "2027-03-07" });
  await scored(rated("1", "4"), rated("2", "4"), rated("young", "4", { local_date: "2026-12-20" }));
  pass(91);
  for (let at = 0; at < 24; at += 1) {
    // a dozen minutes of an hour, and a dozen of the next
    const nowMs = bench.clock.nowMs + (Math.floor(at / 12) * 60 + (at % 12)) * 60_000;
    for (const id of sites) await hear(id, nowMs);
    const { binding, statementsUsed } = countStatements(env.DB);
    await runCron({ ...env, DB: binding, SCORING_PROVIDERS: "rules" }, nowMs);
    expect(statementsUsed()).toBeLessThan(50);
  }
  expect(await scoredCalls()).toEqual(["young"]);
  expect(await rows("SELECT recording_id, segments FROM transcript")).toEqual([
    { recording_id: "young", segments: "[]" },
  ]);
});

test("a call writes three rows when it goes, one more where people were to look at it, and each run two", async () => {
  await scored(
    ...["1", "2"].map((id) => rated(id, "5")),
    ...["3", "4"].map((id) => rated(id, "1")),
  );
  pass(91);
  const metered = meterRows(env.DB);
  expect(await remove(metered.binding)).toBe(4);
  expect(metered.rowsWritten()).toBe(2 * 3 + 2 * 4 + 2);
});
