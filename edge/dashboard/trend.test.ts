import { expect, test } from "vitest";

import { trendOf } from "./trend.ts";

const day = (localDate: string, scoredCalls: number, average: number, flaggedCalls = 0) => ({
  localDate,
  scoredCalls,
  sumTotal: scoredCalls * average,
  flaggedCalls,
});

test("a month is shown by the day, days without calls too", () => {
  const { by, spans } = trendOf({ from: "2026-11-01", to: "2026-11-30" }, [
    day("2026-11-02", 4, 70, 1),
  ]);
  expect(by).toBe("day");
  expect(spans).toHaveLength(30);
  expect(spans.slice(0, 2)).toEqual([
    { from: "2026-11-01", to: "2026-11-01", calls: 0, averageScore: null, flaggedCalls: 0 },
    { from: "2026-11-02", to: "2026-11-02", calls: 4, averageScore: 70, flaggedCalls: 1 },
  ]);
});

test("a quarter is shown by the week from Monday, the first and the last cut to the period", () => {
  // A Thursday and a Tuesday.
  const { by, spans } = trendOf({ from: "2026-08-27", to: "2026-11-24" }, [
    day("2026-08-30", 2, 50),
    day("2026-08-31", 1, 60),
    day("2026-09-06", 3, 80, 2),
    day("2026-11-24", 5, 90),
  ]);
  expect(by).toBe("week");
  expect(spans).toHaveLength(14);
  expect(spans.slice(0, 3)).toEqual([
    { from: "2026-08-27", to: "2026-08-30", calls: 2, averageScore: 50, flaggedCalls: 0 },
    { from: "2026-08-31", to: "2026-09-06", calls: 4, averageScore: 75, flaggedCalls: 2 },
    { from: "2026-09-07", to: "2026-09-13", calls: 0, averageScore: null, flaggedCalls: 0 },
  ]);
  expect(spans.at(-1)).toEqual({
    from: "2026-11-23",
    to: "2026-11-24",
    calls: 5,
    averageScore: 90,
    flaggedCalls: 0,
  });
});
