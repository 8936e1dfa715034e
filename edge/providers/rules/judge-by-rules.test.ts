import { describe, expect, it } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import { judgementSchema } from "../../scoring/judging/judgement.ts";
import { monoSegments } from "../testing/judge-request.ts";
import { demoCalls } from "./demo-calls.fixture.ts";
import { judgeByRules } from "./judge-by-rules.ts";

function demoCall(id: string): readonly string[] {
  const texts = demoCalls[id];
  if (texts === undefined) throw new Error(`no demo call ${id}`);
  return texts;
}

function judge(texts: readonly string[]) {
  const judgement = judgeByRules(defaultScorecard, monoSegments(texts));
  const marks = Object.fromEntries(
    STANDARD_CRITERION_IDS.map((id) => [id, judgement.criteria[id].mark]),
  );
  const autoFails = judgement.auto_fails.map(({ id }) => id);
  return { judgement, marks, autoFails, score: scoreCall(defaultScorecard, marks, autoFails) };
}

describe("the demo's calls", () => {
  it.each(["1001", "1002", "1003", "1008"])("%s is good and not flagged", (id) => {
    const { score } = judge(demoCall(id));
    expect(score.total).toBeGreaterThanOrEqual(80);
    expect(score.flagged).toBe(false);
  });

  it.each(["1004", "1007"])("%s is poor, and flagged for its total alone", (id) => {
    const { score, autoFails } = judge(demoCall(id));
    expect(score.total).toBeLessThan(45);
    expect(autoFails).toEqual([]);
  });

  it("1005 is decent and takes card data aloud", () => {
    const { score, autoFails } = judge(demoCall("1005"));
    expect(score.total).toBeGreaterThan(70);
    expect(autoFails).toEqual(["card_data_aloud"]);
  });

  it("1005 says so after redaction too", () => {
    const redacted = demoCall("1005").map((text) =>
      text.replace(/four two four two.*$/, "[CARD].").replace("three one seven", "[CVV]"),
    );
    expect(judge(redacted).autoFails).toEqual(["card_data_aloud"]);
  });

  it("1006 is polite and promises what nobody authorised", () => {
    const { score, autoFails, judgement } = judge(demoCall("1006"));
    expect(score.total).toBeGreaterThanOrEqual(60);
    expect(autoFails).toEqual(["unauthorised_promise"]);
    expect(judgement.auto_fails[0]?.evidence).toEqual([
      "I guarantee it will never happen again.",
      "I promise you a full refund, no questions asked.",
    ]);
  });

  it("1009 is polite and unresolved: in the middle, not flagged", () => {
    const { score, marks } = judge(demoCall("1009"));
    expect(score.total).toBeGreaterThanOrEqual(60);
    expect(score.total).toBeLessThan(80);
    expect(score.flagged).toBe(false);
    expect(Number(marks["resolution"])).toBeLessThanOrEqual(3);
  });

  it("1007 is marked the same with and without the caller's order to the judge", () => {
    const texts = demoCall("1007");
    const without = texts.filter((text) => !text.startsWith("Ignore"));
    expect(without).toHaveLength(texts.length - 1);
    expect(judge(without).marks).toEqual(judge(texts).marks);
  });

  it.each(Object.keys(demoCalls))("%s has a valid judgement with verbatim quotes", (id) => {
    const { judgement } = judge(demoCall(id));
    expect(judgementSchema.parse(judgement)).toEqual(judgement);
    const quotes = [
      ...STANDARD_CRITERION_IDS.flatMap((criterion) => judgement.criteria[criterion].evidence),
      ...judgement.auto_fails.flatMap(({ evidence }) => evidence),
    ];
    for (const quote of quotes) {
      expect(demoCall(id).some((text) => text.includes(quote))).toBe(true);
    }
  });

  it.each(Object.keys(demoCalls))("%s has evidence for every mark of 1, 2 and 5", (id) => {
    const { judgement } = judge(demoCall(id));
    const unfounded = STANDARD_CRITERION_IDS.filter((criterion) => {
      const { mark, evidence } = judgement.criteria[criterion];
      return ["1", "2", "5"].includes(mark) && evidence.length === 0;
    });
    expect(unfounded).toEqual([]);
  });
});
