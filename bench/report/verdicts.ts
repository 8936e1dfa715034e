import { dayBudget } from "../budget/day-budget.ts";
import { PLANS } from "../budget/plans.ts";
import type { EdgeMeasured } from "../measure/measure-edge.ts";
import type { ReadFigures } from "../measure/measure-reads.ts";
import { ms, percent, tenth } from "./table.ts";

export type Verdict = { expected: string; measured: string; holds: boolean };

const MOST_ROWS_PER_CALL = 40;
const MOST_P99_MS = 50;
/** All that a Worker on the free plan has for a request. */
const MOST_CPU_MS = 10;
const MOST_BYTES = 60 * 1024;
const ALIKE = 0.2;
/** Differences smaller than these are not differences, whatever they are in per cent. */
const ROWS_OF_NO_CONCERN = 10;
const RATIO_OF_NO_CONCERN = 0.5;

/** What issue 6 expects, and whether it holds; `small` is the same measured over fewer calls. */
export function verdicts(large: EdgeMeasured, small: EdgeMeasured | null): Verdict[] {
  const { reads, bare } = large.reads;
  const pages = reads.filter((read) => read.kind === "page");
  const budget = dayBudget(large);
  const { free } = PLANS;
  const share = {
    requests: budget.totalCached.requests / free.requestsADay,
    read: budget.totalCached.rowsRead / free.rowsReadADay,
    readChanged: budget.totalChanged.rowsRead / free.rowsReadADay,
    written: budget.totalCached.rowsWritten / free.rowsWrittenADay,
  };
  return [
    {
      expected: "every page, and every GET of the API's description, is measured",
      measured: large.unasked.length === 0 ? "all" : `not ${large.unasked.join(", ")}`,
      holds: large.unasked.length === 0,
    },
    most(
      "no GET reads more than 2,000 rows; lists of calls 3 × page size plus 100",
      reads,
      (read) => read.rowsRead / read.mostRows,
      ({ rowsRead, mostRows }) => `${rowsRead} of ${mostRows}`,
      1,
    ),
    {
      expected: `a call's whole life writes at most ${MOST_ROWS_PER_CALL} rows`,
      measured: `${tenth(large.writes.alone.whole.rowsWritten)} by itself, ${tenth(large.writes.batched.whole.rowsWritten)} among others`,
      holds: large.writes.alone.whole.rowsWritten <= MOST_ROWS_PER_CALL,
    },
    most(
      `p99 under ${MOST_P99_MS} ms for each GET (SELECT 1: ${ms(bare.p99Ms)} ms)`,
      reads,
      (read) => read.p99Ms,
      ({ p99Ms, p99Ratio }) => `${ms(p99Ms)} ms, ${tenth(p99Ratio)} times SELECT 1`,
      MOST_P99_MS,
    ),
    most(
      `a page is rendered in less than ${MOST_CPU_MS} ms of CPU, p99`,
      pages,
      (page) => page.cpuP99Ms,
      ({ cpuP99Ms, cpuP50Ms }) => `${ms(cpuP99Ms)} ms, p50 ${ms(cpuP50Ms)} ms`,
      MOST_CPU_MS,
    ),
    ...browserVerdicts(large),
    ...(small === null ? [] : comparisons(large, small)),
    {
      expected: "a day of 1,000 calls and ten panels at 30 s fits into the free plan",
      measured: `requests ${percent(share.requests)}, rows read ${percent(share.read)} (${percent(share.readChanged)} if every answer changed), written ${percent(share.written)}`,
      holds: Math.max(share.requests, share.readChanged, share.written) < 1,
    },
  ];
}

function browserVerdicts({ browser }: EdgeMeasured): Verdict[] {
  // Without a browser nothing is claimed; the report says why.
  if (browser.missing !== null) return [];
  const bytes = Math.max(...browser.visits.map((visit) => visit.bytes));
  const shift = Math.max(...browser.visits.map((visit) => visit.layoutShift));
  return [
    {
      expected: "a first visit transfers at most 60 KB (overview, call page; Chromium)",
      measured: `${(bytes / 1024).toFixed(1)} KB`,
      holds: bytes <= MOST_BYTES,
    },
    {
      expected: "nothing moves while a page loads (cumulative layout shift 0)",
      measured: shift.toFixed(3),
      holds: shift === 0,
    },
  ];
}

function comparisons(large: EdgeMeasured, small: EdgeMeasured): Verdict[] {
  const calls = small.calls.toLocaleString("en");
  const alike = (
    what: string,
    value: (read: ReadFigures) => number,
    ofNoConcern: number,
  ): Verdict => {
    const changes = large.reads.reads.flatMap((read) => {
      const other = small.reads.reads.find(({ name }) => name === read.name);
      if (other === undefined) return [];
      const [more, fewer] = [value(read), value(other)];
      const isClose = Math.abs(more - fewer) <= ofNoConcern;
      return [{ name: read.name, change: isClose ? 0 : more / fewer - 1 }];
    });
    const apart = changes.filter(({ change }) => Math.abs(change) > ALIKE);
    const [worst] = changes.toSorted((a, b) => b.change - a.change);
    return {
      expected: `${what} within 20 % of that at ${calls} calls`,
      measured: `${apart.length} of ${changes.length} are not; most: ${percent(worst?.change ?? 0)} ${worst?.name ?? ""}`,
      holds: apart.length === 0,
    };
  };
  const written = large.writes.alone.whole.rowsWritten / small.writes.alone.whole.rowsWritten - 1;
  return [
    alike("rows read of each GET", (read) => read.rowsRead, ROWS_OF_NO_CONCERN),
    alike("p50 of each GET, as a ratio to SELECT 1,", (read) => read.p50Ratio, RATIO_OF_NO_CONCERN),
    {
      expected: `rows written in a call's life within 20 % of those at ${calls} calls`,
      measured: percent(written),
      holds: Math.abs(written) <= ALIKE,
    },
  ];
}

/** The worst of several reads against a bound. */
function most(
  expected: string,
  reads: readonly ReadFigures[],
  value: (read: ReadFigures) => number,
  shown: (read: ReadFigures) => string,
  bound: number,
): Verdict {
  const over = reads.filter((read) => value(read) > bound);
  const [worst] = reads.toSorted((a, b) => value(b) - value(a));
  const measured = worst === undefined ? "nothing" : `${shown(worst)} (${worst.name})`;
  return {
    expected,
    measured:
      over.length > 1 ? `${measured}; ${over.length} of ${reads.length} exceed it` : measured,
    holds: over.length === 0,
  };
}
