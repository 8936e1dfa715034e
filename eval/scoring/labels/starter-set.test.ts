import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { REDACTION_PLACEHOLDERS } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { AUTO_FAIL_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import { spokenWords } from "../../../edge/scoring/spoken-words.ts";
import { readLabelledCalls } from "./read-labelled-calls.ts";

const calls = readLabelledCalls(join(import.meta.dirname, "../calls"));

describe("the starter set covers the default scorecard", () => {
  test("with at least 48 calls, on mono and on stereo recordings, with and without punctuation", () => {
    expect(calls.length).toBeGreaterThanOrEqual(48);
    const stereo = calls.filter(({ segments }) =>
      segments.every(({ speaker }) => speaker !== null),
    );
    const mono = calls.filter(({ segments }) => segments.every(({ speaker }) => speaker === null));
    expect(stereo.length).toBeGreaterThanOrEqual(15);
    expect(mono.length + stereo.length).toBe(calls.length);
    const bare = calls.filter(({ segments }) => !segments.some(({ text }) => /[.?!,]/.test(text)));
    expect(bare.length).toBeGreaterThanOrEqual(3);
  });

  test.each(defaultScorecard.criteria)(
    "$id at every level, and NA where it may be",
    (criterion) => {
      const used = new Set(calls.map(({ marks }) => marks[criterion.id]));
      const mayBeNa = criterion.not_applicable_when !== null;
      expect([...used].toSorted()).toEqual(["1", "2", "3", "4", "5", ...(mayBeNa ? ["NA"] : [])]);
    },
  );

  test.each(AUTO_FAIL_IDS)("%s, on at least two calls", (id) => {
    expect(calls.filter(({ autoFails }) => autoFails.includes(id)).length).toBeGreaterThanOrEqual(
      2,
    );
  });

  test("flagged calls and such that are not, around the threshold too", () => {
    const flagged = calls.filter(({ score }) => score.flagged).length;
    expect(flagged).toBeGreaterThanOrEqual(10);
    expect(calls.length - flagged).toBeGreaterThanOrEqual(10);
    const near = calls.filter(
      ({ score: { total } }) => total !== null && Math.abs(total - 60) <= 8,
    );
    expect(near.length).toBeGreaterThanOrEqual(5);
  });
});

describe("the labels do not contradict the scorecard", () => {
  test.each(calls)("$id", ({ marks, whys, autoFails, segments, score }) => {
    // level 1 of compliance is what the auto-fails are
    expect(marks.compliance === "1").toBe(autoFails.length > 0);
    if (autoFails.includes("abuse")) expect(["1", "2"]).toContain(marks.communication);
    expect(score).toEqual(scoreCall(defaultScorecard, marks, autoFails));
    expect(score.total).not.toBeNull();
    if (autoFails.length > 0) expect(score.flagged).toBe(true);
    const { card, security_code } = REDACTION_PLACEHOLDERS;
    const holdsCardData = segments.some(
      ({ text }) => text.includes(card) || text.includes(security_code),
    );
    // card data that was said without the agent's doing needs a word of explanation
    if (holdsCardData && !autoFails.includes("card_data_aloud"))
      expect(whys.compliance).toBeDefined();
    if (marks.customer_id === "NA" || marks.product === "NA") {
      expect(Object.keys(whys).length).toBeGreaterThan(0);
    }
  });
});

test("no call is another one with words exchanged: longer lines stand once in the whole set", () => {
  const seen = new Map<string, string>();
  for (const { id, segments } of calls) {
    for (const { text } of segments) {
      const words = spokenWords(text);
      if (words.split(" ").length < 8) continue;
      expect(seen.get(words), text).toBeUndefined();
      seen.set(words, id);
    }
  }
  expect(new Set(calls.map(({ about }) => about)).size).toBe(calls.length);
});
