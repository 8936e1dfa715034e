import { describe, expect, test } from "vitest";

import { hoursFor, medianFigures, type SplitFigures } from "./measure-split.ts";
import { bestSplit } from "./tune-model.ts";

const figures = (change: Partial<SplitFigures>): SplitFigures => ({
  workers: 1,
  threads: 1,
  loadSec: 1,
  timesRealTime: 10,
  peakBytes: null,
  ...change,
});
const split = (workers: number, change: Partial<SplitFigures> | null) => ({
  workers,
  threads: 1,
  figures: change === null ? null : figures({ workers, ...change }),
  skipped: change === null ? "…" : null,
});

describe("the best split", () => {
  test("is done first, the loading of the model included", () => {
    const fast = split(4, { timesRealTime: 12 });
    expect(bestSplit([split(1, {}), fast, split(2, null)])).toBe(fast);
    const slowToLoad = split(4, { timesRealTime: 12, loadSec: 3000 });
    expect(bestSplit([split(1, {}), slowToLoad])?.workers).toBe(1);
  });

  test("is the one with less memory where two are alike", () => {
    expect(bestSplit([split(4, { timesRealTime: 10.2 }), split(2, {})])?.workers).toBe(2);
  });

  test("is none where nothing was measured", () => {
    expect(bestSplit([split(1, null)])).toBeNull();
  });
});

test("hours are the model's loading and the calls' length by the speed", () => {
  expect(hoursFor(figures({ loadSec: 36, timesRealTime: 10 }), 700, 90)).toBeCloseTo(1.76, 10);
});

test("medians do not follow a disturbance", () => {
  const three = [10, 2, 11].map((timesRealTime, index) =>
    figures({ timesRealTime, loadSec: index, peakBytes: index }),
  );
  const [first = figures({}), ...more] = three;
  expect(medianFigures([first, ...more])).toMatchObject({
    timesRealTime: 10,
    loadSec: 1,
    peakBytes: 2,
  });
});
