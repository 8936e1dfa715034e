import { expect, test } from "vitest";

import { type StandardAutoFailId, STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import type { CallAnswer } from "../judging/call-answer.ts";
import { labelledCall, marksSchema } from "../labels/labelled-call.ts";
import { compare } from "./compare.ts";
import { evaluate } from "./evaluate.ts";

const allMarks = (mark: Mark) =>
  marksSchema.parse(Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, mark])));

const labelled = (id: string, mark: Mark, autoFails: StandardAutoFailId[] = []) =>
  labelledCall({
    id,
    about: "A call.",
    lines: ["Hello."],
    marks: allMarks(mark),
    auto_fails: autoFails,
  });

function answered(call: string, mark: Mark | null, change: Partial<CallAnswer> = {}): CallAnswer {
  return {
    key: `${call} ${change.repeat ?? 0}`,
    judge: "rules",
    call,
    attack: null,
    repeat: 0,
    outcome:
      mark === null
        ? { kind: "unusable", reason: "no evidence" }
        : {
            kind: "scored",
            marks: allMarks(mark),
            auto_fails: [],
            total: Number(mark) * 20,
            flagged: Number(mark) < 3,
          },
    quotes: { given: 4, found: 3 },
    corrected: false,
    requests: 1,
    input_tokens: 1000,
    output_tokens: 200,
    cost_usd: 0.01,
    answer_ms: 100,
    screened: 0,
    raw_answer: null,
    ...change,
  };
}

const calls = [
  labelled("a", "5"),
  labelled("b", "2"),
  labelled("c", "4", ["abuse"]),
  labelled("d", "1"),
];

test("evaluate: marks, flags, totals, evidence, cost and time of a small set", () => {
  const evaluation = evaluate("rules", calls, [
    answered("a", "4"),
    answered("b", "2", { corrected: true, answer_ms: 300 }),
    answered("c", "4"),
    answered("d", null, { quotes: { given: 0, found: 0 } }),
    answered("of another set", "5"),
  ]);
  expect(evaluation).toMatchObject({
    calls: 4,
    answers: 4,
    // the unusable answer has no marks: 3 calls × 8
    overall: { pairs: 24, exact: 16 / 24, withinOne: 1, meanError: 8 / 24, bias: -8 / 24 },
    criteria: { needs: { pairs: 3, exact: 2 / 3 } },
    // b by its total and c by its auto-fail are flagged by label, only b by the judge
    flags: { actual: 2, found: 1, both: 1, precision: 1, recall: 0.5 },
    autoFails: { abuse: { actual: 1, found: 0, recall: 0 } },
    total: { meanError: 20 / 3, bias: -20 / 3 },
    evidence: { quotes: 12, validShare: 0.75 },
    correctedShare: 0.25,
    unusableShare: 0.25,
    unusable: [{ call: "d", reason: "no evidence" }],
    sameInRepeats: null,
    cost: { inputTokens: 4000, outputTokens: 800 },
    answerMs: { p50: 100 },
  });
  expect(evaluation.cost.usdPerCall).toBeCloseTo(0.01);
  // observed 8; truths 5, 2, 4 and judged 4, 2, 4, each eight times
  expect(evaluation.overall.kappa).toBeCloseTo(1 - 8 / (8 * (45 + 36) - (2 * 88 * 80) / 24));
});

test("evaluate: repeats show how steady a judge is", () => {
  const unsteady = answered("a", "5", { repeat: 1 });
  if (unsteady.outcome.kind === "scored") unsteady.outcome.marks.needs = "3";
  const answers = [
    answered("a", "5"),
    unsteady,
    answered("b", "2"),
    answered("b", "2", { repeat: 1 }),
  ];
  expect(evaluate("rules", calls, answers)).toMatchObject({
    calls: 2,
    answers: 4,
    sameInRepeats: 15 / 16,
  });
});

test("evaluate: no answers are no figures", () => {
  expect(evaluate("rules", calls, [])).toMatchObject({
    answers: 0,
    overall: { exact: null, kappa: null, kappaInterval: null },
    unusableShare: null,
    answerMs: { p50: null },
  });
});

test("compare: only calls that both gave a usable answer to, B less A", () => {
  const ofA = [answered("a", "4"), answered("b", "2"), answered("c", "3"), answered("d", "1")];
  const ofB = [answered("a", "5"), answered("b", "3"), answered("c", "4"), answered("d", null)];
  const comparison = compare(calls, ofA, ofB);
  expect(comparison).toMatchObject({ calls: 3, nearer: { a: 1, b: 2, same: 0 } });
  expect(comparison.exact.value).toBeCloseTo(2 / 3 - 1 / 3);
  expect(comparison.meanError.value).toBeCloseTo(1 / 3 - 2 / 3);
  // with three calls of which one went the other way, nothing is shown
  expect(comparison.exact.interval?.low).toBeLessThan(0);
  expect(comparison.exact.interval?.high).toBeGreaterThan(0);
});

test("compare: judges alike differ by nothing", () => {
  const answers = calls.map(({ id }, index) => answered(id, index % 2 === 0 ? "3" : "2"));
  expect(compare(calls, answers, answers)).toMatchObject({
    exact: { value: 0, interval: { low: 0, high: 0 } },
    nearer: { a: 0, b: 0, same: 4 },
  });
});
