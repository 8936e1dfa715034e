import { dayBudget, type DayCost } from "../budget/day-budget.ts";
import { PLAN_NAMES, PLANS } from "../budget/plans.ts";
import { storageForecast } from "../budget/storage-forecast.ts";
import type { EdgeMeasured } from "../measure/measure-edge.ts";
import type { LifeFigures } from "../measure/measure-writes.ts";
import { kilobytes, megabytes, ms, percent, table, tenth, whole } from "./table.ts";
import type { Verdict } from "./verdicts.ts";

/** What was measured over one database. */
export function measuredReport(measured: EdgeMeasured): string {
  const { calls, filledInMs, storage, reads } = measured;
  const filling =
    filledInMs === null ? "kept from before" : `filled in ${(filledInMs / 1000).toFixed(0)} s`;
  return [
    `${whole(calls)} scored calls, ${megabytes(storage.databaseBytes)}, ${filling}`,
    "",
    readTable(measured),
    "",
    `SELECT 1 by itself, asked in turn with these: p50 ${ms(reads.bare.p50Ms)} ms, p99 ${ms(reads.bare.p99Ms)} ms. ` +
      `An answer that is still good (304): ${reads.notModified.rowsRead} rows, p50 ${ms(reads.notModified.p50Ms)} ms, p99 ${ms(reads.notModified.p99Ms)} ms.`,
    "",
    writeTable(measured),
    "",
    browserTable(measured),
  ].join("\n");
}

function readTable({ reads: { reads } }: EdgeMeasured): string {
  const headings = [
    "GET…",
    "rows",
    "of",
    "stmts",
    "bytes",
    "p50 ms",
    "p99 ms",
    "× p50",
    "× p99",
    "CPU p50",
    "p99",
  ];
  return table(
    headings,
    reads.map((read) => [
      read.name,
      whole(read.rowsRead),
      whole(read.mostRows),
      String(read.statements),
      whole(read.bytes),
      ms(read.p50Ms),
      ms(read.p99Ms),
      tenth(read.p50Ratio),
      tenth(read.p99Ratio),
      ms(read.cpuP50Ms),
      ms(read.cpuP99Ms),
    ]),
  );
}

function writeTable({ writes }: EdgeMeasured): string {
  const { alone, batched } = writes;
  const life = (name: string, figures: LifeFigures) =>
    (["recorded", "transcribed", "scored", "textRemoved", "whole"] as const).map((step) => [
      `${name}: ${step === "textRemoved" ? "text removed" : step}`,
      tenth(figures[step].rowsWritten),
      tenth(figures[step].rowsRead),
      tenth(figures[step].statements),
    ]);
  return [
    table(
      ["for one call…", "rows written", "rows read", "statements"],
      [
        ...life("by itself", alone),
        ...life(
          `${batched.callsABatch} calls, ${batched.transcriptsABatch} transcripts at once`,
          batched,
        ),
      ],
    ),
    `Taken in: ${whole(batched.callsPerSec)} calls with transcripts a second; an upload takes p50 ${ms(batched.batchP50Ms)} ms, p99 ${ms(batched.batchP99Ms)} ms.`,
  ].join("\n");
}

function browserTable({ browser }: EdgeMeasured): string {
  if (browser.missing !== null) return `Not looked at by Chromium: ${browser.missing}.`;
  return table(
    [
      "first visit…",
      "width…",
      "first paint ms",
      "largest paint ms",
      "layout shift",
      "bytes",
      "requests",
    ],
    browser.visits.map((visit) => [
      visit.page,
      visit.size,
      ms(visit.firstPaintMs),
      ms(visit.largestPaintMs),
      visit.layoutShift.toFixed(3),
      whole(visit.bytes),
      String(visit.requests),
    ]),
  );
}

/** What a day costs of the plans, and when the database is full. */
export function budgetReport(measured: EdgeMeasured): string {
  const budget = dayBudget(measured);
  const cells = (what: string, cost: DayCost) => [
    what,
    whole(cost.requests),
    whole(cost.rowsRead),
    whole(cost.rowsWritten),
  ];
  const ofPlans = (what: string, cost: DayCost) =>
    PLAN_NAMES.map((name) => {
      const plan = PLANS[name];
      return [
        `  ${what}, of the ${name} plan`,
        percent(cost.requests / plan.requestsADay),
        percent(cost.rowsRead / plan.rowsReadADay),
        percent(cost.rowsWritten / plan.rowsWrittenADay),
      ];
    });
  const { storage } = measured;
  return [
    `A day of ${whole(budget.calls)} calls, each at its dearest`,
    table(
      ["…", "requests", "rows read", "rows written"],
      [
        ...budget.items.map(({ what, ...cost }) => cells(what, cost)),
        cells("ten panels at 30 s, nothing changed", budget.cachedPanels),
        cells("ten panels at 30 s, every answer changed", budget.changedPanels),
        cells("together, panels unchanged", budget.totalCached),
        ...ofPlans("unchanged", budget.totalCached),
        cells("together, panels changed", budget.totalChanged),
        ...ofPlans("changed", budget.totalChanged),
      ],
    ),
    "",
    `A scored call keeps ${kilobytes(storage.keptBytesPerCall)}; its texts are ${kilobytes(storage.textBytesPerCall)} until they are removed.`,
    table(
      ["transcript_days…", "texts at a time", "free plan full after", "paid plan"],
      storageForecast(storage, budget.calls).map(({ transcriptDays, textBytes, fullAfterDays }) => [
        transcriptDays === null ? "for ever" : String(transcriptDays),
        textBytes === null ? "–" : megabytes(textBytes),
        `${whole(fullAfterDays.free)} days`,
        `${whole(fullAfterDays.paid)} days`,
      ]),
    ),
  ].join("\n");
}

export function verdictReport(verdicts: readonly Verdict[]): string {
  return table(
    ["…", "expected…", "measured…"],
    verdicts.map(({ holds, expected, measured }) => [holds ? "ok" : "NO", expected, measured]),
  );
}
