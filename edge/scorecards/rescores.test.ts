import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { createRulesProvider } from "../providers/rules/rules-provider.ts";
import { whatWaits } from "../scoring/runs/run-calls.repository.ts";
import { CRON_TICK } from "../scoring/start-tick.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { storedRollups } from "../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../testing/sample-upload.ts";
import {
  answered,
  failed,
  judgementOf,
  NO_LIMITS,
  standInJudge,
} from "../testing/stand-in-judge.ts";
import { rows } from "../testing/table-rows.ts";
import { runCallRow } from "./run-report.ts";
import { endRun, readRunWithCalls, showRun } from "./runs.usecase.ts";
import {
  DATES,
  db,
  expectRollupsToEqualARecount,
  judge,
  MINUTE_MS,
  newRunsBench,
  scored,
  scores,
  SITE,
  type RunsBench,
} from "./testing/runs-bench.ts";

let bench: RunsBench["bench"];
let cards: RunsBench["cards"];
beforeEach(async () => {
  ({ bench, cards } = await newRunsBench());
});

describe("a re-score", () => {
  test("leaves out calls whose words were removed", async () => {
    await scored(bench, "a", "b");
    await cards.publish("sales");
    await env.DB.prepare(
      "UPDATE transcript SET segments = '[]', text_removed_at = 1 WHERE recording_id = 'a'",
    ).run();
    const counted = { dry_count: true };
    expect(await cards.rescore("sales", { filter: DATES, ...counted })).toMatchObject({ calls: 1 });
    expect(await cards.rescore("sales", { recording_ids: ["a", "b"], ...counted })).toMatchObject({
      calls: 1,
    });
  });

  test("counts first; then each call gets one more score under the version, and rollups equal a recount", async () => {
    await scored(bench, "a", "b");
    await cards.publish("sales");
    expect(await cards.rescore("sales", { filter: DATES, dry_count: true })).toEqual({
      run_id: null,
      calls: 2,
      estimated_cost_usd: 0.004,
    });
    expect(await rows("SELECT * FROM scorecard_run")).toEqual([]);
    const { run_id } = await cards.rescore("sales", { filter: DATES });
    expect(await bench.tick([judge()], CRON_TICK)).toMatchObject({ scored: 2, tried: 0 });
    const byDefault = `default/${defaultScorecard.version}`;
    expect(await scores()).toEqual(
      ["a", "b"].flatMap((id) => [
        { id, version: 1, current: 0, card: byDefault, total: 80, flagged: 0 },
        { id, version: 2, current: 1, card: "sales/1", total: 40, flagged: 1 },
      ]),
    );
    expect(await showRun(db, SITE, run_id ?? "")).toMatchObject({
      state: "done",
      done: 2,
      summary: { mean_before: 80, mean_after: 40, newly_flagged: 2 },
    });
    await expectRollupsToEqualARecount();
  });

  test("back under the card that was, restores every rollup but the costs", async () => {
    await scored(bench, "a");
    const before = await storedRollups(SITE);
    await cards.publish("sales");
    for (const [card, version] of [
      ["sales", 1],
      ["default", defaultScorecard.version],
    ] as const) {
      await cards.rescore(card, { recording_ids: ["a"] }, version);
      await bench.tick([judge()], CRON_TICK);
      await expectRollupsToEqualARecount();
    }
    const after = await storedRollups(SITE);
    expect(after.criteria).toEqual(before.criteria);
    expect(after.teams).toEqual(before.teams);
  });

  test("comes after every new call, even one that arrived later", async () => {
    await scored(bench, "a", "b", "c");
    await cards.publish("sales");
    await cards.rescore("sales", { filter: DATES });
    bench.clock.nowMs += MINUTE_MS;
    await bench.upload(...["n1", "n2", "n3", "n4", "n5"].map((id) => sampleUpload(id)));
    const order: string[] = [];
    const noting = standInJudge((request) => {
      order.push(request.scorecard.id);
      return answered(judgementOf("4", request));
    });
    for (let tick = 0; tick < 8; tick++) await bench.tick([noting], CRON_TICK);
    expect(order).toEqual([
      ...Array.from({ length: 5 }, () => "default"),
      "sales",
      "sales",
      "sales",
    ]);
  });

  test("leaves a fifth of the day's quota to new calls", async () => {
    await scored(bench, "a", "b", "c", "d", "e");
    await cards.publish("sales");
    await cards.rescore("sales", { filter: DATES });
    bench.clock.nowMs += 24 * 60 * MINUTE_MS;
    const limits = { ...NO_LIMITS, requestsPerDay: 5 };
    const limited = standInJudge((request) => answered(judgementOf("4", request)), { limits });
    for (let tick = 0; tick < 4; tick++) await bench.tick([limited], CRON_TICK);
    expect(limited.asked).toHaveLength(4);
    await bench.upload(sampleUpload("new"));
    expect(await bench.tick([limited], CRON_TICK)).toMatchObject({ scored: 1 });
  });

  test("whose call gets a new transcript meanwhile leaves that to its own job", async () => {
    await scored(bench, "a");
    await cards.publish("sales");
    const { run_id } = await cards.rescore("sales", { recording_ids: ["a"] });
    const overtaken = standInJudge(async (request) => {
      if (request.scorecard.id === "sales") {
        await bench.upload(sampleUpload("a", {}, [...SAMPLE_TEXTS, "More."]));
      }
      return answered(judgementOf("4", request));
    });
    await bench.tick([overtaken], CRON_TICK);
    await bench.tick([overtaken], CRON_TICK);
    expect((await scores()).map(({ card }) => card)).toEqual(
      [1, 2].map(() => `default/${defaultScorecard.version}`),
    );
    expect(await showRun(db, SITE, run_id ?? "")).toMatchObject({ state: "done", skipped: 1 });
    await expectRollupsToEqualARecount();
  });

  test("that is stopped takes back what waits in the ledger; the calls keep their scores", async () => {
    await scored(bench, "a", "b");
    await cards.publish("sales");
    const { run_id } = await cards.rescore("sales", { filter: DATES });
    await bench.tick([standInJudge(() => failed("minute_limit", 60_000))], CRON_TICK);
    expect(await whatWaits(db, bench.clock.nowMs)).toMatchObject({ openRescores: 2 });
    await endRun(db, SITE, run_id ?? "", { actor: "person:test", nowMs: bench.clock.nowMs });
    bench.clock.nowMs += 10 * MINUTE_MS;
    expect(await bench.tick([judge()], CRON_TICK)).toMatchObject({ scored: 0 });
    expect(await rows("SELECT DISTINCT state FROM scoring_job")).toEqual([{ state: "done" }]);
    expect(await showRun(db, SITE, run_id ?? "")).toMatchObject({ state: "stopped", stopped: 2 });
    expect(await scores()).toHaveLength(2);
    const { run_id: again } = await cards.rescore("sales", { filter: DATES });
    expect(await bench.tick([judge()], CRON_TICK)).toMatchObject({ scored: 2 });
    expect(await showRun(db, SITE, again ?? "")).toMatchObject({ state: "done", done: 2 });
  });

  test("that no judge can make leaves the call its score, and gives it to nobody", async () => {
    await scored(bench, "a");
    await cards.publish("sales");
    const { run_id } = await cards.rescore("sales", { recording_ids: ["a"] });
    const rules = createRulesProvider(() => bench.clock.nowMs);
    expect(await bench.tick([rules], CRON_TICK)).toMatchObject({ set_aside: 1 });
    expect(await rows("SELECT state FROM scoring_job")).toEqual([{ state: "done" }]);
    expect(await rows("SELECT * FROM review_item")).toEqual([]);
    expect(await scores()).toHaveLength(1);
    const { calls } = await readRunWithCalls(db, SITE, run_id ?? "");
    expect(calls.map(runCallRow)).toMatchObject([
      { state: "failed", reason: expect.stringContaining("upsell") },
    ]);
  });

  test("is refused under a draft, beside another one, and over more calls than it may have", async () => {
    await scored(bench, "a", "b");
    await cards.draft("sales");
    await expect(cards.rescore("sales", { filter: DATES })).rejects.toThrow("publish it first");
    await cards.publish("other");
    await cards.rescore("other", { recording_ids: ["a"] });
    await expect(cards.rescore("other", { recording_ids: ["b"] })).rejects.toThrow("going on");
    expect(await rows("SELECT count(*) AS n FROM scorecard_run")).toEqual([{ n: 1 }]);
  });

  test("writes few rows a call, and asking whether there is one writes nothing", async () => {
    await scored(bench, "a", "b");
    await cards.publish("sales");
    await cards.rescore("sales", { recording_ids: ["a"] });
    const { binding, rowsWritten } = meterRows(env.DB);
    bench.clock.nowMs += MINUTE_MS;
    expect(await bench.tick([judge()], CRON_TICK, binding)).toMatchObject({ scored: 1 });
    expect(rowsWritten()).toBeLessThanOrEqual(36);
    const idle = meterRows(env.DB);
    await bench.tick([judge()], CRON_TICK, idle.binding);
    expect(idle.rowsWritten()).toBe(0);
  });
});

test("whatever runs want, a tick stays under 40 statements", async () => {
  const ids = Array.from({ length: 12 }, (_, index) => `r${index}`);
  await scored(bench, ...ids);
  await cards.publish("sales");
  await cards.rescore("sales", { filter: DATES });
  await cards.tryOn("sales", { filter: DATES });
  let turn = 0;
  const fickle = standInJudge((request) =>
    (turn += 1) % 3 === 0 ? failed("malformed") : answered(judgementOf("4", request)),
  );
  for (let tick = 0; tick < 20; tick++) {
    const report = await bench.tick([fickle], CRON_TICK);
    expect(report.statements).toBeLessThanOrEqual(39);
    bench.clock.nowMs += 3 * MINUTE_MS;
  }
  expect(await rows("SELECT state, count(*) AS n FROM scorecard_run_call GROUP BY 1")).toEqual([
    { state: "done", n: 24 },
  ]);
  await expectRollupsToEqualARecount();
});
