import { describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS, scorecardSchema } from "#shared/scorecard/scorecard.ts";

import { scoreCall, type Mark, type Marks } from "./score-call.ts";

const all = (mark: Mark): Marks =>
  Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, mark]));

describe("scoreCall", () => {
  test("the default scorecard is valid and has the eight criteria in their order", () => {
    expect(scorecardSchema.parse(defaultScorecard).criteria.map((c) => c.id)).toEqual([
      ...STANDARD_CRITERION_IDS,
    ]);
  });

  test.each([
    ["5", 100],
    ["3", 60],
    ["1", 20],
  ] as const)("all marks %s give %d", (mark, total) => {
    expect(scoreCall(defaultScorecard, all(mark), []).total).toBe(total);
  });

  test("a total of exactly 60 is not flagged, just below is", () => {
    expect(scoreCall(defaultScorecard, all("3"), []).flagged).toBe(false);
    const below = scoreCall(defaultScorecard, { ...all("3"), compliance: "2" }, []);
    expect(below).toEqual({ total: 59, flagged: true, flagReason: "Score 59 is below 60" });
  });

  test("criteria that do not apply leave the denominator", () => {
    const marks: Marks = { ...all("5"), resolution: "NA", closing: "1" };
    // (5 × 70 + 1 × 10) / 80 × 20
    expect(scoreCall(defaultScorecard, marks, []).total).toBe(90);
  });

  test("no marks at all are no score, and no flag", () => {
    expect(scoreCall(defaultScorecard, all("NA"), [])).toEqual({
      total: null,
      flagged: false,
      flagReason: null,
    });
  });

  test("an auto-fail flags a perfect call and names itself", () => {
    expect(scoreCall(defaultScorecard, all("5"), ["card_data_aloud"])).toEqual({
      total: 100,
      flagged: true,
      flagReason: "Card data taken aloud",
    });
  });

  test("the compliance criterion alone can never flag a call", () => {
    expect(scoreCall(defaultScorecard, { ...all("5"), compliance: "1" }, []).flagged).toBe(false);
  });
});
