import { expect, test } from "vitest";

import { marginOfAverage, marginOfDifference, pooledSpread } from "./interval.ts";

const summed = (totals: readonly number[]) => ({
  calls: totals.length,
  sum: totals.reduce((sum, total) => sum + total, 0),
  sumSquares: totals.reduce((sum, total) => sum + total ** 2, 0),
});

test("the spread is that of calls around their own agent's average", () => {
  const [one, other] = [
    [70, 74, 78],
    [50, 52, 60],
  ];
  const spread = pooledSpread(summed([...one, ...other]), [summed(one), summed(other)]);
  // 16 + 0 + 16 around 74, and 16 + 4 + 36 around 54.
  expect(spread?.variance).toBeCloseTo((32 + 56) / 4);
  expect(spread?.degrees).toBe(4);
});

test("calls that nobody took count as one more group", () => {
  const [own, nobodys] = [
    [70, 74, 78, 74],
    [20, 20, 20],
  ];
  const spread = pooledSpread(summed([...own, ...nobodys]), [summed(own)]);
  expect(spread?.variance).toBeCloseTo(32 / 5);
});

test("the interval is Student's, and narrows with the square root of the calls", () => {
  const spread = { variance: 100, degrees: 10 };
  expect(marginOfAverage(spread, 1)).toBeCloseTo(22.28, 1);
  expect(marginOfAverage(spread, 4)).toBeCloseTo(11.14, 1);
  expect(marginOfAverage({ variance: 100, degrees: 1000 }, 1)).toBeCloseTo(19.62, 1);
});

test("the margin of a change is wider than that of either average", () => {
  const margin = marginOfDifference(
    { spread: { variance: 100, degrees: 500 }, calls: 25 },
    { spread: { variance: 100, degrees: 500 }, calls: 25 },
  );
  expect(margin).toBeCloseTo(1.965 * Math.sqrt(8), 2);
});

test("too few calls have no interval", () => {
  const totals = [70, 80, 90];
  expect(pooledSpread(summed(totals), [summed(totals)])).toBeNull();
  expect(marginOfAverage(null, 3)).toBeNull();
  expect(marginOfAverage({ variance: 1, degrees: 9 }, 0)).toBeNull();
  expect(
    marginOfDifference(
      { spread: null, calls: 3 },
      { spread: { variance: 1, degrees: 9 }, calls: 3 },
    ),
  ).toBeNull();
});
