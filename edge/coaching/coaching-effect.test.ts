import { expect, test } from "vitest";

import { addDays } from "#shared/time/site-time.ts";

import type { DayStat } from "../qa-api/daily-stats.repository.ts";
import { effectsOf } from "./coaching-effect.ts";

const DONE_ON = "2026-11-01";

/** So many calls on a day, each with these totals and marks for the greeting. */
function day(offset: number, calls: number, mark: number): DayStat {
  return {
    localDate: addDays(DONE_ON, offset),
    totalCalls: calls,
    sampleCalls: 0,
    scoredCalls: calls,
    flaggedCalls: 0,
    sumTotal: calls * mark * 20,
    sumSquares: 0,
    minTotal: null,
    maxTotal: null,
    reviewedCalls: 0,
    hasScores: 1,
    marks: [{ criterionId: "greeting", marked: calls, sumMark: calls * mark }],
    histogram: {},
    flaggedHistogram: {},
    states: {},
  };
}

const greeting = (days: DayStat[]) => effectsOf(days, DONE_ON, ["greeting"])[1];
const offsets = (from: number) => Array.from({ length: 10 }, (_, at) => from + at);

test("the month before is compared with the month after, the day itself is in neither", () => {
  const effects = effectsOf(
    [
      day(-31, 9, 5),
      day(-30, 2, 2),
      day(-1, 2, 3),
      day(0, 9, 1),
      day(1, 4, 4),
      day(30, 1, 4),
      day(31, 9, 1),
    ],
    DONE_ON,
    ["greeting"],
  );
  expect(effects).toEqual([
    {
      criterionId: null,
      before: { calls: 4, average: 50 },
      after: { calls: 5, average: 80 },
      margin: null,
    },
    {
      criterionId: "greeting",
      before: { calls: 4, average: 2.5 },
      after: { calls: 5, average: 4 },
      margin: null,
    },
  ]);
});

test("a change that days alone explain lies within its interval, a larger one does not", () => {
  const wavering = offsets(-10).map((at) => day(at, 5, at % 2 === 0 ? 2 : 4));
  const same = offsets(1).map((at) => day(at, 5, at % 2 === 0 ? 2.4 : 4.4));
  const better = offsets(1).map((at) => day(at, 5, at % 2 === 0 ? 4.6 : 5));
  const small = greeting([...wavering, ...same]);
  const large = greeting([...wavering, ...better]);
  const changeOf = (effect: typeof small) =>
    Math.abs((effect?.after?.average ?? 0) - (effect?.before?.average ?? 0));
  expect(changeOf(small)).toBeLessThan(small?.margin ?? 0);
  expect(changeOf(large)).toBeGreaterThan(large?.margin ?? Infinity);
});

test("the interval is the textbook's where every day has one call", () => {
  // 2, 3, 4, 3, 3 has the variance 0.5; the difference of two such means has the standard error √(0.5/5 · 2) = 0.447.
  const side = (from: number) => [2, 3, 4, 3, 3].map((mark, at) => day(from + at, 1, mark));
  expect(greeting([...side(-10), ...side(1)])?.margin).toBeCloseTo(2.776 * 0.4472, 1);
});

test("no calls on one side are nothing, not a zero", () => {
  expect(greeting([day(-1, 8, 3)])).toEqual({
    criterionId: "greeting",
    before: { calls: 8, average: 3 },
    after: null,
    margin: null,
  });
});
