import { describe, expect, test } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import { allMarks } from "../qa-api/testing/all-marks.ts";
import type { RaterMark } from "./marks.repository.ts";
import { roundAgreement } from "./round-agreement.ts";
import { spreadOf } from "./spread.ts";

const rater = (personId: string) => ({ personId, name: personId, marked: 2 });
const says = (personId: string, recordingId: string, mark: Mark): RaterMark => ({
  recordingId,
  personId,
  marks: Object.fromEntries(defaultScorecard.criteria.map(({ id }) => [id, mark])),
  comments: {},
  autoFails: [],
  total: 60,
  flagged: false,
  comment: "",
  submittedAt: 0,
});
const judges = (recordingId: string, mark: Mark, model: string) => ({
  recordingId,
  provider: "gemini",
  model,
  promptVersion: "p1",
  total: 60,
  flagged: false,
  marks: Object.fromEntries(Object.entries(allMarks(mark)).map(([id, m]) => [id, m ?? "NA"])),
  autoFails: [],
});

const round = {
  raters: ["expert", "strict", "same"].map(rater),
  expertId: "expert",
  scorecard: defaultScorecard,
};
const MARKS = [
  says("expert", "a", "4"),
  says("strict", "a", "2"),
  says("same", "a", "4"),
  says("expert", "b", "2"),
  says("strict", "b", "1"),
];
const JUDGED = [judges("a", "4", "old"), judges("b", "5", "new")];

describe("roundAgreement", () => {
  const found = roundAgreement(round, MARKS, JUDGED);
  const all = (rows: { id: string; figures: unknown }[] | null) =>
    rows?.find(({ id }) => id === "all")?.figures;

  test("people with each other: the mean over pairs, without bias", () => {
    // expert–strict: 2 and 1 apart; expert–same: 0; strict–same: 2 apart
    expect(all(found.people)).toMatchObject({ calls: 2, exact: 1 / 3, bias: null });
    expect(all(found.people)).toMatchObject({ meanError: (1.5 + 0 + 2) / 3 });
  });

  test("people with the expert: all their marks together", () => {
    expect(all(found.expert)).toMatchObject({ calls: 2, meanError: 1, bias: -1, exact: 1 / 3 });
  });

  test("the judge with people, and by model", () => {
    // a: 4 against 4, 2, 4; b: 5 against 2, 1
    expect(all(found.judge)).toMatchObject({
      calls: 2,
      exact: 2 / 5,
      meanError: 9 / 5,
      bias: 9 / 5,
    });
    expect(found.byJudge.map(({ name, figures }) => [name, figures.bias])).toEqual([
      ["Gemini, old, prompt p1", 2 / 3],
      ["Gemini, new, prompt p1", 3.5],
    ]);
  });

  test("each person: against the expert, the expert against the others", () => {
    expect(found.raters.map(({ rater, figures }) => [rater.personId, figures.bias])).toEqual([
      ["expert", 1],
      ["strict", -1.5],
      ["same", 0],
    ]);
  });

  test("without an expert each is held against all others", () => {
    const equals = roundAgreement({ ...round, expertId: null }, MARKS, JUDGED);
    expect(equals.expert).toBeNull();
    // on a: 2 less than two others; on b: 1 less than one
    expect(equals.raters[1]?.figures.bias).toBeCloseTo(-5 / 3);
  });

  test("without marks there is nothing, not zero", () => {
    const nothing = roundAgreement(round, [], JUDGED);
    expect(all(nothing.people)).toMatchObject({ calls: 0, exact: null, kappa: null });
    expect(all(nothing.judge)).toMatchObject({ calls: 0, exact: null });
  });
});

test.each<[Mark[], Mark | null, ReturnType<typeof spreadOf>]>([
  [["2", "4"], "3", { levels: 2, isSplitOnNa: false, judgeOutside: 0 }],
  [["2", "4"], "5", { levels: 2, isSplitOnNa: false, judgeOutside: 1 }],
  [["3", "3"], "1", { levels: 0, isSplitOnNa: false, judgeOutside: -2 }],
  [["3", "NA"], "3", { levels: null, isSplitOnNa: true, judgeOutside: 0 }],
  [["NA", "NA"], "3", { levels: null, isSplitOnNa: false, judgeOutside: null }],
  [["3", "4"], "NA", { levels: 1, isSplitOnNa: false, judgeOutside: null }],
  [[], null, { levels: null, isSplitOnNa: false, judgeOutside: null }],
])("spreadOf: people %j, judge %j", (marks, judge, expected) => {
  expect(spreadOf(marks, judge)).toEqual(expected);
});
