import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { afterAll, beforeAll, expect, test } from "vitest";

import { CHROMIUM } from "../demo/browser/browser.ts";
import { quietWrangler } from "../demo/local-edge.ts";
import { dayBudget } from "./budget/day-budget.ts";
import { compareRollups } from "./fill/compare-rollups.ts";
import { filledDatabase, type FilledDatabase } from "./fill/kept-database.ts";
import { measureEdge, type EdgeMeasured } from "./measure/measure-edge.ts";
import { verdicts } from "./report/verdicts.ts";

const CALLS = 2000;
const folder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
const fill = (fresh = false) =>
  filledDatabase({ folder, calls: CALLS, fresh, onProgress: () => undefined });

let filled: FilledDatabase;
let measured: EdgeMeasured;
beforeAll(async () => {
  quietWrangler(process.env);
  filled = await fill();
  measured = await measureEdge(filled, {
    rounds: 1,
    writes: 60,
    chromium: CHROMIUM,
    onProgress: () => undefined,
  });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inDatabase<Result>(work: (sqlite: DatabaseSync) => Result): Result {
  const sqlite = new DatabaseSync(filled.path);
  try {
    return work(sqlite);
  } finally {
    sqlite.close();
  }
}

test("the rollups filled in are those that the product counts, also after writes were taken back", () => {
  expect(inDatabase((sqlite) => compareRollups(sqlite, filled.path, null))).toEqual([]);
});

test("a rollup that is wrong is found", () => {
  inDatabase((sqlite) => {
    sqlite.exec("BEGIN; UPDATE team_stat SET agents = '{}' WHERE span = 'week'; COMMIT");
    const different = compareRollups(sqlite, filled.path, null);
    expect(different.length).toBeGreaterThan(50);
    expect(different[0]).toMatch(/^team_stat \["week",/);
  });
});

test("there are as many scores as were asked for, and texts for as long as they are kept", () => {
  const counts = inDatabase((sqlite) =>
    sqlite
      .prepare(
        `SELECT (SELECT count(*) FROM score) AS scores,
                (SELECT count(*) FROM call WHERE recording_id LIKE 'sent-%') AS sent,
                (SELECT min(received_at) FROM transcript WHERE text_removed_at IS NULL) AS oldest,
                (SELECT max(rowid) FROM transcript WHERE text_removed_at IS NOT NULL) AS place,
                (SELECT texts_removed_to FROM site) AS removed_to`,
      )
      .get(),
  );
  expect(counts).toMatchObject({ scores: CALLS, sent: 0 });
  expect(counts?.["removed_to"]).toBe(counts?.["place"]);
});

test("people have done with the calls what they do, in proportion to them", () => {
  const counts = inDatabase((sqlite) =>
    sqlite
      .prepare(
        `SELECT (SELECT count(*) FROM review WHERE cause = 'review') AS reviews,
                (SELECT count(*) FROM dispute) AS disputes,
                (SELECT count(*) FROM coaching_task) AS tasks,
                (SELECT count(*) FROM notice WHERE kind = 'dispute_opened') AS told,
                (SELECT count(*) FROM review_item WHERE claimed_by IS NOT NULL) AS claims,
                (SELECT count(*) FROM calibration_round) AS rounds,
                (SELECT calls FROM scorecard_run) AS run_calls`,
      )
      .get(),
  );
  // The first wait for the busiest agent, the last are not due yet. All fourteen of the staff are told of a dispute.
  expect(counts?.["reviews"]).toBeGreaterThan(0.018 * CALLS);
  expect(counts).toMatchObject({
    disputes: 3,
    tasks: 5,
    told: 42,
    claims: 10,
    rounds: 2,
    run_calls: 400,
  });
});

test("every page and GET is measured and reads no more rows than it may", () => {
  expect(measured.unasked).toEqual([]);
  const over = measured.reads.reads.filter((read) => read.rowsRead > read.mostRows);
  expect(over).toEqual([]);
  expect(measured.reads.reads.length).toBeGreaterThan(50);
  for (const read of measured.reads.reads) {
    expect(read.rowsRead).toBeGreaterThan(0);
    expect(read.bytes).toBeGreaterThan(0);
  }
});

test("a call's life writes at most forty rows and reads few, whoever else is there", () => {
  expect(measured.writes.alone.whole.rowsWritten).toBeLessThanOrEqual(40);
  expect(measured.writes.alone.whole.rowsRead).toBeLessThan(1500);
  expect(measured.writes.batched.whole.rowsRead).toBeLessThan(1500);
  // Not every day of every agent, and not all that was ever put up, which here are as many as calls.
  expect(measured.writes.sampling.rows_read).toBeLessThan(CALLS / 4);
});

test.skipIf(CHROMIUM.missing !== null)(
  "Chromium shows overview and call page soon, light, and with hardly anything moving",
  () => {
    const { visits } = measured.browser;
    expect(visits.map(({ size }) => size)).toEqual(["wide", "wide", "narrow", "narrow"]);
    for (const visit of visits) {
      expect(visit.firstPaintMs).toBeGreaterThan(0);
      expect(visit.largestPaintMs).toBeGreaterThanOrEqual(visit.firstPaintMs);
      // The page, its stylesheet and what else it names.
      expect(visit.requests).toBeGreaterThan(2);
      expect(visit.bytes).toBeGreaterThan(5000);
      expect(visit.bytes).toBeLessThanOrEqual(60 * 1024);
      // On a busy machine the scripts come after the first paint; the bench itself asks for 0, and 0.1 is what is called good.
      expect(visit.layoutShift).toBeLessThan(0.01);
    }
  },
);

test("a day of a thousand calls and ten panels fits into the free plan", () => {
  const { totalChanged } = dayBudget(measured);
  expect(totalChanged.requests).toBeLessThan(100_000);
  expect(totalChanged.rowsRead).toBeLessThan(5_000_000);
  expect(totalChanged.rowsWritten).toBeLessThan(100_000);
  expect(verdicts(measured, measured).length).toBeGreaterThan(8);
});

test("a database that was filled before is used again", async () => {
  expect(await fill()).toMatchObject({ path: filled.path, filledInMs: null });
});
