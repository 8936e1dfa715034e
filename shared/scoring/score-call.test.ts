import * as fc from "fast-check";
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

  test("what is shown and what is flagged never contradict each other", () => {
    // (2 × 1 + 3 × 399) / 400 × 20 is 59.95, (2 × 3 + 3 × 997) / 1000 × 20 is 59.94
    const halfUp = cardOf(1, 399);
    expect(scoreCall(halfUp, { a: "2", b: "3" }, [])).toMatchObject({ total: 60, flagged: false });
    const below = cardOf(3, 997);
    expect(scoreCall(below, { a: "2", b: "3" }, [])).toEqual({
      total: 59.9,
      flagged: true,
      flagReason: "Score 59.9 is below 60",
    });
  });
});

/** A total with one decimal, of itself: more decimals show. */
const totalText = (total: number) => (Number.isInteger(total) ? `${total}.0` : String(total));

/** Two criteria with weights in this proportion. */
function cardOf(a: number, b: number) {
  const [criterion] = defaultScorecard.criteria;
  if (criterion === undefined) throw new Error("an empty card");
  const criteria = [
    { ...criterion, id: "a", weight: a },
    { ...criterion, id: "b", weight: b },
  ];
  return { ...defaultScorecard, criteria };
}

describe("scoreCall over any card", () => {
  const weights = fc
    .array(fc.integer({ min: 1, max: 9999 }), { minLength: 1, maxLength: 20 })
    .map((hundredths) => hundredths.map((weight) => weight / 100));
  const cardWith = (given: readonly number[]) => {
    const [criterion] = defaultScorecard.criteria;
    if (criterion === undefined) throw new Error("an empty card");
    const criteria = given.map((weight, index) => ({ ...criterion, id: `c${index}`, weight }));
    return { ...defaultScorecard, criteria };
  };
  const marksOf = (given: readonly Mark[]): Marks =>
    Object.fromEntries(given.map((mark, index) => [`c${index}`, mark]));

  test("all fives are 100, all threes 60, all ones 20, all N/A nothing, whatever the weights", () => {
    fc.assert(
      fc.property(weights, (given) => {
        const totals = (["5", "3", "1", "NA"] as const).map(
          (mark) => scoreCall(cardWith(given), marksOf(given.map(() => mark)), []).total,
        );
        expect(totals).toEqual([100, 60, 20, null]);
      }),
    );
  });

  test("flagged means that the total that is shown is below the bound, and nothing else", () => {
    fc.assert(
      fc.property(
        weights.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.array(fc.constantFrom<Mark>("1", "2", "3", "4", "5", "NA"), {
              minLength: given.length,
              maxLength: given.length,
            }),
          ),
        ),
        fc.integer({ min: 200, max: 1000 }).map((tenths) => tenths / 10),
        ([given, marks], flag_below) => {
          const card = { ...cardWith(given), flag_below };
          const { total, flagged } = scoreCall(card, marksOf(marks), []);
          expect(flagged).toBe(total !== null && total < flag_below);
          expect(total?.toFixed(1)).toBe(total === null ? undefined : totalText(total));
          expect(scoreCall(card, marksOf(marks), ["abuse"]).flagged).toBe(true);
        },
      ),
    );
  });
});
