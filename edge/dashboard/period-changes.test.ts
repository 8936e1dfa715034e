import { describe, expect, test } from "vitest";

import { periodChanges } from "./period-changes.ts";

/** A day on which every call got this total, but for one that is so much above and one so much below. */
function day(
  calls: number,
  total: number,
  { off = 0, flagged = 0, recorded = calls, greeting = 4 } = {},
): Parameters<typeof periodChanges>[0][number] {
  return {
    totalCalls: recorded,
    sampleCalls: 0,
    scoredCalls: calls,
    flaggedCalls: flagged,
    sumTotal: total * calls,
    sumSquares: (total ** 2 + off ** 2) * calls,
    minTotal: total - off,
    maxTotal: total + off,
    reviewedCalls: 0,
    marks: [
      { criterionId: "greeting", marked: calls, sumMark: greeting * calls },
      { criterionId: "closing", marked: calls, sumMark: 3 * calls },
    ],
  };
}

const of = (id: string, ...periods: [Parameters<typeof day>, Parameters<typeof day>]) =>
  periodChanges([day(...periods[0])], [day(...periods[1])]).find((change) => change.id === id);

describe("periodChanges", () => {
  test("a score moved as far as its spread and the number of calls allow is no change", () => {
    // two means of 100 calls with deviation 10: standard error 1.42, so 2.8 points are chance
    expect(of("score", [100, 77, { off: 10 }], [100, 75, { off: 10 }])?.isBeyondChance).toBe(false);
    expect(of("score", [100, 78, { off: 10 }], [100, 75, { off: 10 }])).toMatchObject({
      now: 78,
      before: 75,
      isBeyondChance: true,
    });
    expect(of("score", [1000, 77, { off: 10 }], [1000, 75, { off: 10 }])?.isBeyondChance).toBe(
      true,
    );
  });

  test("shares likewise: 5 % against 8 % of 100 is chance, of 1,000 it is not", () => {
    const flagged = (calls: number, n: number): Parameters<typeof day> => [
      calls,
      75,
      { flagged: n },
    ];
    expect(of("flagged", flagged(100, 5), flagged(100, 8))?.isBeyondChance).toBe(false);
    expect(of("flagged", flagged(1000, 50), flagged(1000, 80))?.isBeyondChance).toBe(true);
    expect(of("coverage", [900, 75, { recorded: 1000 }], [990, 75, { recorded: 1000 }])).toEqual({
      id: "coverage",
      name: null,
      now: 0.9,
      before: 0.99,
      isBeyondChance: true,
    });
  });

  test("names the criterion that moved most", () => {
    expect(of("criterion", [500, 75, { greeting: 3.2 }], [500, 75, {}])).toMatchObject({
      name: "Greeting",
      now: 3.2,
      before: 4,
      isBeyondChance: true,
    });
    expect(of("criterion", [20, 75, { greeting: 3.8 }], [20, 75, {}])?.isBeyondChance).toBe(false);
  });

  test("nothing moved is no change, and an empty period has nothing to compare", () => {
    for (const change of periodChanges([day(100, 75)], [day(100, 75)])) {
      expect(change.isBeyondChance).toBe(false);
    }
    expect(periodChanges([day(100, 75)], [])).toEqual([]);
    expect(periodChanges([], [])).toEqual([]);
  });
});
