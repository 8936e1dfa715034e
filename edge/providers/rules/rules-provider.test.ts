import { describe, expect, it } from "vitest";

import { judgeRequest, SHORT_CALL } from "../testing/judge-request.ts";
import { createRulesProvider } from "./rules-provider.ts";
import { countSpokenDigits } from "./spoken-digits.ts";

const provider = createRulesProvider(() => 0);

describe("the rules as a provider", () => {
  it("judge for nothing, the same each time", async () => {
    const first = await provider.judge(judgeRequest(SHORT_CALL));
    expect(first).toMatchObject({ ok: true, costUsd: 0, usage: { inputTokens: 0 } });
    expect(await provider.judge(judgeRequest(SHORT_CALL))).toEqual(first);
  });

  it("leave a call in another language to a person", async () => {
    const outcome = await provider.judge(
      judgeRequest([
        "Guten Tag, Sie sprechen mit Anna Weber von der Nordnetz GmbH, was kann ich für Sie tun?",
        "Mein Anschluss funktioniert seit gestern Abend nicht mehr, und niemand ruft mich zurück.",
      ]),
    );
    expect(outcome).toMatchObject({ ok: false, failure: { kind: "blocked" } });
  });

  it("leave a card with criteria or items of its own to another judge or a person", async () => {
    const request = judgeRequest(SHORT_CALL);
    const [criterion] = request.scorecard.criteria;
    const [item] = request.scorecard.auto_fails;
    if (criterion === undefined || item === undefined) throw new Error("an empty card");
    for (const difference of [
      { criteria: [criterion, { ...criterion, id: "upsell" }] },
      { auto_fails: [{ ...item, id: "upsell" }] },
    ]) {
      const scorecard = { ...request.scorecard, ...difference };
      expect(await provider.judge({ ...request, scorecard })).toMatchObject({
        ok: false,
        failure: { kind: "blocked", message: expect.stringContaining("upsell") },
      });
    }
  });

  it("get through an hour of speech", async () => {
    const anHour = Array.from({ length: 300 }, () => SHORT_CALL).flat();
    expect(await provider.judge(judgeRequest(anHour))).toMatchObject({ ok: true });
  });
});

describe("countSpokenDigits", () => {
  it.each([
    ["four two four two", 4],
    ["double four triple zero", 5],
    ["4242 and one", 5],
    ["one of them is fine", 1],
    ["hello", 0],
  ])("%s has %i", (words, digits) => {
    expect(countSpokenDigits(words)).toBe(digits);
  });
});
