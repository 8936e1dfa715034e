import { PLANS } from "../budget/plans.ts";
import { percent, table, whole } from "../report/table.ts";
import type { ScaleMeasured } from "./run-scale.ts";

const CALLS_A_DAY = [1000, 5000, 20_000, 50_000, 200_000] as const;
const MINUTES_A_DAY = 1440;
/** Of a call whose text was removed (docs/edge-limits.md), and of its text until then. */
const KEPT_BYTES = 5100;
const TEXT_BYTES = 8900;
const TEXT_DAYS = 30;
/** Beyond what the paid plan includes, for each million (facts of Cloudflare's price list, September 2026). */
const USD_PER_MILLION_ROWS_WRITTEN = 1;

/** What so many calls a day take of each limit of the platform, from what was measured. */
export function limitsTable({ perCall, ticks }: Pick<ScaleMeasured, "perCall" | "ticks">): string {
  const { free, paid } = PLANS;
  const byCron = ticks.scoredEach * MINUTES_A_DAY;
  const fullAfter = (calls: number, bytes: number) => {
    const texts = calls * TEXT_BYTES * TEXT_DAYS;
    if (texts > bytes) return bytes / (calls * (KEPT_BYTES + TEXT_BYTES));
    return (bytes - texts) / (calls * KEPT_BYTES);
  };
  const writtenUsd = (calls: number) =>
    (Math.max(0, perCall.rowsWritten * calls - paid.rowsWrittenADay) *
      30 *
      USD_PER_MILLION_ROWS_WRITTEN) /
    1e6;
  const rows: [string, (calls: number) => string][] = [
    [
      "rows written, of the free plan",
      (calls) => percent((perCall.rowsWritten * calls) / free.rowsWrittenADay),
    ],
    [
      "rows written, of what the paid plan includes",
      (calls) => percent((perCall.rowsWritten * calls) / paid.rowsWrittenADay),
    ],
    ["  beyond that, USD a month", (calls) => whole(writtenUsd(calls))],
    [
      "rows read, of what the paid plan includes",
      (calls) => percent((perCall.rowsRead * calls) / paid.rowsReadADay),
    ],
    [
      `scoring, of what a tick a minute with ${ticks.scoredEach} calls does`,
      (calls) => percent(calls / byCron),
    ],
    [
      "requests to judges a minute, around the clock",
      (calls) => (calls / MINUTES_A_DAY).toFixed(1),
    ],
    ["days until 500 MB (free) are full", (calls) => whole(fullAfter(calls, free.databaseBytes))],
    [
      "days until 10 GB (paid) are full, 30 days of texts",
      (calls) => whole(fullAfter(calls, paid.databaseBytes)),
    ],
  ];
  return table(
    ["calls a day, one database…", ...CALLS_A_DAY.map(whole)],
    rows.map(([name, cell]) => [name, ...CALLS_A_DAY.map(cell)]),
  );
}
