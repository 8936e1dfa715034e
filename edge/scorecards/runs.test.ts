import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

import { openDatabase } from "../db/client.ts";
import { createRulesProvider } from "../providers/rules/rules-provider.ts";
import { whatWaits } from "../scoring/run-calls.repository.ts";
import { CRON_TICK } from "../scoring/start-tick.ts";
import { meterRows } from "../testing/intercept-database.ts";
import { recountRollups, storedRollups } from "../testing/recount-rollups.ts";
import { SAMPLE_TEXTS, sampleUpload } from "../testing/sample-upload.ts";
import { scoringBench, type ScoringBench } from "../testing/scoring-bench.ts";
import { seedSite } from "../testing/seed-site.ts";
import {
  answered,
  failed,
  judgementOf,
  NO_LIMITS,
  standInJudge,
} from "../testing/stand-in-judge.ts";
import { emptyDatabase, rows, wholeState } from "../testing/table-rows.ts";
import { runCallRow, runMarkRows } from "./run-report.ts";
import { endRun, readRunWithCalls, showRun } from "./runs.usecase.ts";
import { salesCard } from "./testing/sales-card.ts";
import { scorecardBench } from "./testing/scorecard-bench.ts";

const SITE = "nordwind";
const MINUTE_MS = 60_000;
const DATES = { from: { localDate: "2026-11-20" }, to: { localDate: "2026-11-24" } };
const db = openDatabase(env.DB);

let bench: ScoringBench;
let cards: ReturnType<typeof scorecardBench>;
beforeEach(async () => {
  await emptyDatabase();
  await seedSite(SITE);
  bench = scoringBench(SITE);
  cards = scorecardBench(SITE, bench);
  // cards here differ in their thresholds, on which totals fall; a second opinion is not what is tested
  bench.secondJudging.near_threshold_points = null;
});

/** Gives a 4 by the default card, a 2 by any other. */
const judge = () =>
  standInJudge((request) =>
    answered(judgementOf(request.scorecard.id === "default" ? "4" : "2", request)),
  );
const scores = () =>
  rows(
    `SELECT recording_id AS id, version, is_current AS current, scorecard_id || '/' || scorecard_version AS card, total, flagged
     FROM score ORDER BY 1, 2`,
  );
async function scored(...ids: string[]): Promise<void> {
  await bench.upload(...ids.map((id) => sampleUpload(id)));
  await bench.tick([judge()]);
}
async function expectRollupsToEqualARecount() {
  expect(await storedRollups(SITE)).toEqual(await recountRollups(SITE));
}

describe("which scorecard judges a call", () => {
  test("its campaign's, else its site's, else the default one", async () => {
    await cards.publish("sales");
    await cards.publish("whole", salesCard({ flag_below: 40 }));
    await cards.assign("SALES", "sales", 1);
    const first = [
      sampleUpload("a", { campaign_id: "SALES" }),
      sampleUpload("b", { campaign_id: "SUPPORT" }),
      sampleUpload("c", { campaign_id: null }),
    ];
    await bench.upload(...first);
    await bench.tick([judge()], CRON_TICK);
    await cards.assign(null, "whole", 1);
    await cards.assign("KEEP", "default");
    await bench.upload(
      sampleUpload("d", { campaign_id: "SALES" }),
      sampleUpload("e", { campaign_id: "SUPPORT" }),
      sampleUpload("f", { campaign_id: "KEEP" }),
    );
    await bench.tick([judge()], CRON_TICK);
    const byDefault = `default/${defaultScorecard.version}`;
    expect(
      (await scores()).map(({ id, card, total, flagged }) => [id, card, total, flagged]),
    ).toEqual([
      ["a", "sales/1", 40, 1],
      ["b", byDefault, 80, 0],
      ["c", byDefault, 80, 0],
      ["d", "sales/1", 40, 1],
      // 40 is not below 40
      ["e", "whole/1", 40, 0],
      ["f", byDefault, 80, 0],
    ]);
    await expectRollupsToEqualARecount();
  });

  test("a version that follows the assigned one judges nothing before it is assigned", async () => {
    await cards.publish("sales");
    await cards.assign(null, "sales", 1);
    await cards.save("sales", salesCard({ name: "Draft" }));
    const asked = judge();
    await bench.upload(sampleUpload("a"));
    await bench.tick([asked], CRON_TICK);
    expect(asked.asked.map(({ scorecard }) => [scorecard.version, scorecard.name])).toEqual([
      [1, "Sales"],
    ]);
  });

  test("a card with criteria of its own makes way for a person where only the rules judge", async () => {
    await cards.publish("sales");
    await cards.assign(null, "sales", 1);
    await bench.upload(sampleUpload("a"));
    const rules = createRulesProvider(() => bench.clock.nowMs);
    expect(await bench.tick([rules], CRON_TICK)).toMatchObject({ scored: 0, set_aside: 1 });
    expect(await rows("SELECT state, last_error FROM scoring_job")).toEqual([
      {
        state: "needs_human",
        last_error: expect.stringContaining("what only the scorecard sales has: upsell, pressure"),
      },
    ]);
    const next = await cards.rescore(
      "default",
      { recording_ids: ["a"], dry_count: true },
      defaultScorecard.version,
    );
    expect(next).toMatchObject({ calls: 0, run_id: null });
  });
});

describe("a try", () => {
  test("shows marks, totals and flags beside the present ones, and changes no score and no rollup", async () => {
    await scored("a", "b");
    await cards.draft("sales");
    const before = await wholeState();
    const { run_id, calls } = await cards.tryOn("sales", { filter: DATES });
    expect(calls).toBe(2);
    expect(await bench.tick([judge()], CRON_TICK)).toMatchObject({ tried: 2, scored: 0 });
    const after = await wholeState();
    const changed = Object.keys(after).filter(
      (table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]),
    );
    expect(changed).toEqual(["daily_cost"]);

    expect(await showRun(db, SITE, run_id)).toMatchObject({
      state: "done",
      done: 2,
      cost_usd: 0.004,
      summary: {
        compared: 2,
        mean_before: 80,
        mean_after: 40,
        mean_change: -40,
        newly_flagged: 2,
        no_longer_flagged: 0,
      },
    });
    const { summary } = await showRun(db, SITE, run_id);
    expect(summary.criteria.slice(0, 3)).toEqual([
      {
        criterion: "greeting",
        n_before: 2,
        n_after: 2,
        mean_before: 4,
        mean_after: 2,
        mean_change: -2,
      },
      {
        criterion: "upsell",
        n_before: 0,
        n_after: 2,
        mean_before: null,
        mean_after: 2,
        mean_change: null,
      },
      {
        criterion: "customer_id",
        n_before: 2,
        n_after: 0,
        mean_before: 4,
        mean_after: null,
        mean_change: null,
      },
    ]);
    const { calls: tried } = await readRunWithCalls(db, SITE, run_id);
    expect(tried.map(runCallRow)[0]).toMatchObject({
      recording_id: "a",
      state: "done",
      before_total: 80,
      after_total: 40,
      change: -40,
      flag_change: "newly_flagged",
      changed_marks: expect.stringContaining("greeting 4 → 2; upsell – → 2; customer_id 4 → –"),
    });
    expect(runMarkRows(tried)).toHaveLength(2 * 9);
  });

  test("goes by the draft as it was when it began", async () => {
    await scored("a");
    await cards.draft("sales");
    await cards.tryOn("sales", { recording_ids: ["a"] });
    await cards.save("sales", salesCard({ name: "Later" }));
    const asked = judge();
    await bench.tick([asked]);
    expect(asked.asked.map(({ scorecard }) => scorecard.name)).toEqual(["Sales"]);
  });

  test("waits for quota as calls do, and is begun again when a tick dies over it", async () => {
    await scored("a");
    await cards.draft("sales");
    const { run_id } = await cards.tryOn("sales", { recording_ids: ["a"] });
    await bench.tick([standInJudge(() => failed("minute_limit", 90_000))]);
    expect(await showRun(db, SITE, run_id)).toMatchObject({ state: "running", waiting: 1 });
    expect(await bench.tick([judge()])).toMatchObject({ tried: 0 });
    bench.clock.nowMs += 2 * MINUTE_MS;
    const dying = standInJudge(() => {
      throw new Error("D1_ERROR: Network connection lost.");
    });
    await expect(bench.tick([dying])).rejects.toThrow("Network");
    expect(await showRun(db, SITE, run_id)).toMatchObject({ working: 1 });
    bench.clock.nowMs += 5 * MINUTE_MS;
    expect(await bench.tick([judge()])).toMatchObject({ tried: 1 });
    expect(await showRun(db, SITE, run_id)).toMatchObject({ state: "done", done: 1 });
  });

  test("of a call that no judge can judge has failed, and says why", async () => {
    await scored("a");
    await cards.draft("sales");
    const { run_id } = await cards.tryOn("sales", { recording_ids: ["a"] });
    await bench.tick([createRulesProvider(() => bench.clock.nowMs)]);
    const { calls } = await readRunWithCalls(db, SITE, run_id);
    expect(calls.map(runCallRow)).toMatchObject([
      {
        state: "failed",
        reason: expect.stringContaining("upsell"),
        change: null,
        flag_change: null,
      },
    ]);
  });

  test("is given up once three ticks have died over it", async () => {
    await scored("a");
    await cards.draft("sales");
    const { run_id } = await cards.tryOn("sales", { recording_ids: ["a"] });
    const dying = standInJudge(() => {
      throw new Error("D1_ERROR: Network connection lost.");
    });
    for (let tick = 0; tick < 5; tick++) {
      await bench.tick([dying], CRON_TICK).catch(() => undefined);
      bench.clock.nowMs += 6 * MINUTE_MS;
    }
    expect(dying.asked).toHaveLength(3);
    expect(await showRun(db, SITE, run_id)).toMatchObject({ state: "done", failed: 1 });
  });

  test("that is stopped leaves what has not begun, and a late answer changes nothing", async () => {
    await scored("a", "b", "c");
    await cards.draft("sales");
    const { run_id } = await cards.tryOn("sales", { recording_ids: ["a", "b", "c"] });
    const stopping = standInJudge(async (request) => {
      await endRun(db, SITE, run_id, { actor: "person:test", nowMs: bench.clock.nowMs });
      return answered(judgementOf("5", request));
    });
    await bench.tick([stopping], CRON_TICK);
    expect(await showRun(db, SITE, run_id)).toMatchObject({
      state: "stopped",
      stopped: 3,
      done: 0,
    });
    expect(await bench.tick([judge()])).toMatchObject({ tried: 0 });
  });

  test("takes the calls of a filter that last the card's minimum, the newest first, no more than asked for", async () => {
    await bench.upload(
      sampleUpload("short", { duration_sec: 5 }),
      sampleUpload("old", { started_at: "2026-11-23T10:00:00Z" }),
      sampleUpload("new", { started_at: "2026-11-23T12:00:00Z" }),
      sampleUpload("newest", { started_at: "2026-11-23T13:00:00Z" }),
      sampleUpload("other", { campaign_id: "SALES" }),
    );
    await bench.tick([judge()]);
    await cards.draft("sales");
    const filter = { ...DATES, campaign: "SUPPORT", agent: "1007", scorecard_id: "default" };
    const { run_id } = await cards.tryOn("sales", { filter, limit: 2 });
    const { calls } = await readRunWithCalls(db, SITE, run_id);
    expect(calls.map(({ recordingId }) => recordingId)).toEqual(["newest", "new"]);
    await expect(
      cards.tryOn("sales", { filter: { ...filter, scorecard_version: 99 } }),
    ).rejects.toThrow("No such call");
  });
});

describe("a re-score", () => {
  test("counts first; then each call gets one more score under the version, and rollups equal a recount", async () => {
    await scored("a", "b");
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
    await scored("a");
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
    await scored("a", "b", "c");
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
    await scored("a", "b", "c", "d", "e");
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
    await scored("a");
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
    await scored("a", "b");
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

  test("is refused under a draft, beside another one, and over more calls than it may have", async () => {
    await scored("a", "b");
    await cards.draft("sales");
    await expect(cards.rescore("sales", { filter: DATES })).rejects.toThrow("publish it first");
    await cards.publish("other");
    await cards.rescore("other", { recording_ids: ["a"] });
    await expect(cards.rescore("other", { recording_ids: ["b"] })).rejects.toThrow("going on");
    expect(await rows("SELECT count(*) AS n FROM scorecard_run")).toEqual([{ n: 1 }]);
  });

  test("writes few rows a call, and asking whether there is one writes nothing", async () => {
    await scored("a", "b");
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
  await scored(...ids);
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
