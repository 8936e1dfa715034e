import { beforeEach, describe, expect, test } from "vitest";

import { createRulesProvider } from "../providers/rules/rules-provider.ts";
import { CRON_TICK } from "../scoring/start-tick.ts";
import { sampleUpload } from "../testing/sample-upload.ts";
import { answered, failed, judgementOf, standInJudge } from "../testing/stand-in-judge.ts";
import { wholeState } from "../testing/table-rows.ts";
import { runCallRow, runMarkRows } from "./run-report.ts";
import { endRun, readRunWithCalls, showRun } from "./runs.usecase.ts";
import {
  DATES,
  db,
  judge,
  MINUTE_MS,
  newRunsBench,
  scored,
  SITE,
  type RunsBench,
} from "./testing/runs-bench.ts";
import { salesCard } from "./testing/sales-card.ts";

let bench: RunsBench["bench"];
let cards: RunsBench["cards"];
beforeEach(async () => {
  ({ bench, cards } = await newRunsBench());
});

describe("a try", () => {
  test("shows marks, totals and flags beside the present ones, and changes no score and no rollup", async () => {
    await scored(bench, "a", "b");
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
    await scored(bench, "a");
    await cards.draft("sales");
    await cards.tryOn("sales", { recording_ids: ["a"] });
    await cards.save("sales", salesCard({ name: "Later" }));
    const asked = judge();
    await bench.tick([asked]);
    expect(asked.asked.map(({ scorecard }) => scorecard.name)).toEqual(["Sales"]);
  });

  test("waits for quota as calls do, and is begun again when a tick dies over it", async () => {
    await scored(bench, "a");
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
    await scored(bench, "a");
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
    await scored(bench, "a");
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
    await scored(bench, "a", "b", "c");
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
