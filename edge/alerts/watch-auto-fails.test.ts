import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { countStatements } from "../db/count-statements.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import { answered, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows } from "../testing/table-rows.ts";
import { letters, saidIn, seedAlerts } from "./testing/alerted-site.ts";
import { WATCH_STATEMENTS, watchAutoFails } from "./watch-auto-fails.ts";

const T0 = Date.parse("2026-11-24T06:00:00Z");
const MINUTE = 60_000;
const [FIRST, SECOND] = defaultScorecard.auto_fails.map(({ id }) => id);

let bench: ScoringBench;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite("nordwind");
  await seedAlerts("nordwind");
  bench = scoringBench("nordwind", T0);
});

/** Judges calls, and fails them by these items. */
async function failedBy(items: readonly (string | undefined)[], ...ids: readonly string[]) {
  await bench.upload(...ids.map((id) => sampleUpload(id, { agent_name: `Agent of ${id}` })));
  const judge = standInJudge((request) => {
    const evidence = [request.segments[0]?.text ?? ""];
    const auto_fails = items.map((id) => ({ id: id ?? "", evidence }));
    return answered({ ...judgementOf("3", request), auto_fails });
  });
  await bench.tick([judge]);
}

const watch = (nowMs: number) => watchAutoFails(openDatabase(env.DB), nowMs);
const subjects = async () => (await letters("auto_fail")).map(({ subject }) => subject);

test("an auto-fail is told of within the minute, with a link and without a word of the call", async () => {
  await failedBy([FIRST], "r1");
  await watch(T0 + MINUTE);
  const [letter] = await letters("auto_fail");
  expect(letter?.title).toMatch(/^1 call failed automatically: /);
  expect(letter?.event).toMatchObject({
    type: "alert.auto_fail",
    data: { auto_fail: FIRST, count: 1 },
  });
  expect(saidIn(letter)).toContain("https://qa.nordwind.example/calls/r1");
  expect(saidIn(letter)).toContain("Agent of r1");
  expect(saidIn(letter)).not.toContain("Thank you for calling");
  await watch(T0 + 2 * MINUTE);
  expect(await subjects()).toHaveLength(1);
});

test("those that come within the cool-down are told of together, each item by itself", async () => {
  await failedBy([FIRST], "r1");
  await watch(T0 + MINUTE);
  await failedBy([FIRST], "r2", "r3");
  await failedBy([FIRST, SECOND], "r4");
  for (let minute = 2; minute <= 62; minute += 1) await watch(T0 + minute * MINUTE);
  const told = (await letters("auto_fail")).map(({ event }) => event.data);
  expect(told).toMatchObject([
    { auto_fail: FIRST, count: 1 },
    { auto_fail: SECOND, count: 1 },
    { auto_fail: FIRST, count: 3 },
  ]);
  expect(told[2]?.["calls"]).toMatchObject([
    { recording_id: "r2" },
    { recording_id: "r3" },
    { recording_id: "r4" },
  ]);
});

test("of many the first ten are named and all are counted", async () => {
  await failedBy([FIRST], ...Array.from({ length: 13 }, (_, at) => `r${at}`));
  await watch(T0 + MINUTE);
  const [letter] = await letters("auto_fail");
  expect(letter?.title).toMatch(/^13 calls/);
  expect(saidIn(letter)).toContain("and 3 more calls");
});

test("two ticks at once make one letter, within their statements", async () => {
  await failedBy([FIRST], "r1");
  const counted = [0, 1].map(() => countStatements(env.DB));
  await Promise.all(
    counted.map(({ binding }) => watchAutoFails(openDatabase(binding), T0 + MINUTE)),
  );
  await watch(T0 + 2 * MINUTE);
  expect(await subjects()).toHaveLength(1);
  expect(await rows("SELECT count(*) AS n FROM delivery")).toEqual([{ n: 1 }]);
  for (const { statementsUsed } of counted) {
    expect(statementsUsed()).toBeLessThanOrEqual(WATCH_STATEMENTS);
  }
});

test("what was scored before anybody looked is not told of, what comes after is", async () => {
  await env.DB.prepare("DELETE FROM alert_cursor").run();
  await failedBy([FIRST], "before");
  await watch(T0 + MINUTE);
  expect(await letters()).toEqual([]);
  await failedBy([FIRST], "after");
  await watch(T0 + 2 * MINUTE);
  expect(saidIn((await letters("auto_fail"))[0])).toContain("/calls/after");
});

test("old calls that are scored anew are no news", async () => {
  await failedBy([FIRST], "r1");
  await env.DB.prepare("UPDATE score SET local_date = '2026-11-01'").run();
  await watch(T0 + MINUTE);
  expect(await letters()).toEqual([]);
});

test("a site that has it switched off gathers nothing for later", async () => {
  await env.DB.prepare(
    "UPDATE site_alerts SET settings = json_set(settings, '$.auto_fail_on', json('false'))",
  ).run();
  await failedBy([FIRST], "r1");
  await watch(T0 + MINUTE);
  expect(await letters()).toEqual([]);
  expect(await rows("SELECT pending_count FROM alert_state")).toEqual([{ pending_count: 0 }]);
});

test("a site without alerts costs nothing, and other sites' calls are not told of", async () => {
  await seedSite("other");
  bench = scoringBench("other", T0);
  await failedBy([FIRST], "r1");
  await watch(T0 + MINUTE);
  expect(await rows("SELECT * FROM alert_state")).toEqual([]);
  expect(await letters()).toEqual([]);
});
