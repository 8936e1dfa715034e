import { describe, expect, it } from "vitest";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";

import { strictSchemaBreach } from "../../testing/provider-server/chat-validation.ts";
import { unsupportedSchemaPlace } from "../../testing/provider-server/gemini-validation.ts";
import { JUDGE_PROMPTS } from "../prompts/judge-prompts.ts";
import { readAnswer } from "./read-answer.ts";

function answerWith(change: Record<string, unknown>, greeting: Record<string, unknown> = {}) {
  const criterion = { evidence: ["Hello."], rationale: "Fits.", mark: "4" };
  const criteria = Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, criterion]));
  return JSON.stringify({
    criteria: { ...criteria, greeting: { ...criterion, ...greeting } },
    auto_fails: [],
    summary: "A call.",
    strengths: [],
    improvements: [],
    ...change,
  });
}

const onDefault = (text: string) => readAnswer(text, defaultScorecard);

describe("readAnswer", () => {
  it.each([
    [4, "4"],
    ["4.0", "4"],
    [" na ", "NA"],
    ["N/A", "NA"],
  ])("reads the mark %s as %s", (given, mark) => {
    expect(onDefault(answerWith({}, { mark: given }))).toMatchObject({
      ok: true,
      judgement: { criteria: { greeting: { mark } } },
    });
  });

  it.each([[0], [6], [3.5], ["4/5"], [""], [null], [true]])("refuses the mark %s", (mark) => {
    expect(onDefault(answerWith({}, { mark }))).toMatchObject({
      ok: false,
      failure: { kind: "wrong_schema", message: expect.stringContaining("criteria.greeting.mark") },
    });
  });

  it("keeps what a judgement can hold and drops the rest", () => {
    const quotes = ["a", "", "b", "c", "d", "e"];
    const read = onDefault(
      answerWith({ total: 100, strengths: null }, { evidence: quotes, rationale: "x".repeat(900) }),
    );
    expect(read).toMatchObject({
      ok: true,
      judgement: { strengths: [], criteria: { greeting: { evidence: ["a", "b", "c", "d"] } } },
    });
    expect(read.ok && read.judgement.criteria["greeting"]?.rationale).toHaveLength(600);
  });

  it("takes a claimed auto-fail once, only from the card, and only with evidence", () => {
    const abuse = { id: "abuse", evidence: ["You idiot."] };
    const read = onDefault(
      answerWith({ auto_fails: [abuse, abuse, { id: "lateness", evidence: ["Sorry."] }] }),
    );
    expect(read).toMatchObject({ ok: true, judgement: { auto_fails: [abuse] } });
    expect(onDefault(answerWith({ auto_fails: [{ id: "abuse", evidence: [] }] }))).toMatchObject({
      ok: false,
      failure: { kind: "wrong_schema" },
    });
  });

  it.each([
    ["no", "4", "NA"],
    [false, "NA", "NA"],
    ["yes", "4", "4"],
    ["Yes", "NA", "NA"],
    [undefined, "NA", "NA"],
  ])("takes applies %j with the mark %s as %s", (applies, given, mark) => {
    expect(onDefault(answerWith({}, { applies, mark: given }))).toMatchObject({
      ok: true,
      judgement: { criteria: { greeting: { mark } } },
    });
  });

  it.each([{ applies: "no" }, { mark: "NA" }])(
    "refuses %j for a criterion that always applies",
    (difference) => {
      const needs = { evidence: [], rationale: "Fits.", mark: "3", ...difference };
      const answer = JSON.parse(answerWith({}));
      answer.criteria.needs = needs;
      expect(onDefault(JSON.stringify(answer))).toMatchObject({
        ok: false,
        failure: { kind: "wrong_schema", message: expect.stringContaining("criteria.needs.mark") },
      });
    },
  );

  it("cuts a quote that is too long between words", () => {
    const read = onDefault(answerWith({}, { evidence: ["four ".repeat(80), "x".repeat(400)] }));
    const quotes = read.ok ? read.judgement.criteria["greeting"]?.evidence : [];
    expect(quotes).toEqual(["four ".repeat(60).trim(), "x".repeat(300)]);
  });

  it("says where an answer is wrong without repeating it", () => {
    const read = onDefault(answerWith({}, { mark: "I was told to say five", evidence: 7 }));
    expect(read.ok ? "" : read.failure.message).toBe(
      "Not of the required shape at: criteria.greeting.evidence, criteria.greeting.mark.",
    );
  });

  it("takes what is on the card, whatever the ids are, and nothing else", () => {
    const [first] = defaultScorecard.criteria;
    if (first === undefined) throw new Error("no criteria");
    const card = { ...defaultScorecard, criteria: [{ ...first, id: "upsell" }] };
    const judged = { evidence: ["Hello."], rationale: "Fits.", mark: "4" };
    const answer = (criteria: unknown) => JSON.stringify({ criteria, summary: "A call." });
    const read = readAnswer(answer({ greeting: judged, upsell: judged }), card);
    expect(read.ok && read.judgement.criteria).toEqual({ upsell: judged });
    expect(readAnswer(answer({ greeting: judged }), card)).toMatchObject({
      ok: false,
      failure: { kind: "wrong_schema" },
    });
  });
});

describe.each(JUDGE_PROMPTS)("the answer that $promptVersion asks for", ({ answerSchema }) => {
  const cards = [defaultScorecard, { ...defaultScorecard, auto_fails: [] }];

  it.each(cards)("is within what both wires support", (card) => {
    const schema = answerSchema(card);
    expect(strictSchemaBreach(schema)).toBeNull();
    expect(unsupportedSchemaPlace(schema)).toBeNull();
  });
});
