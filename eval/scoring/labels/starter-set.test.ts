import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { REDACTION_PLACEHOLDERS } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_AUTO_FAIL_IDS, STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import { spokenWords } from "../../../edge/scoring/injection/spoken-words.ts";
import type { LabelledCall } from "./labelled-call.ts";
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

  test.each(STANDARD_CRITERION_IDS)("%s at every level, and NA where it may be", (id) => {
    const criterion = defaultScorecard.criteria.find((one) => one.id === id);
    const mayBeNa = criterion?.not_applicable_when !== null;
    const used = new Set(calls.map(({ marks }) => marks[id]));
    expect([...used].toSorted()).toEqual(["1", "2", "3", "4", "5", ...(mayBeNa ? ["NA"] : [])]);
  });

  test.each(STANDARD_AUTO_FAIL_IDS)("%s, on at least two calls", (id) => {
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
  const ids = (some: readonly LabelledCall[]) => some.map(({ id }) => id);

  test("level 1 of compliance is what the auto-fails are", () => {
    const failed = calls.filter(({ autoFails }) => autoFails.length > 0);
    expect(ids(calls.filter(({ marks }) => marks.compliance === "1"))).toEqual(ids(failed));
    expect(failed.every(({ score }) => score.flagged)).toBe(true);
    const abusive = failed.filter(({ autoFails }) => autoFails.includes("abuse"));
    expect(abusive.map(({ marks }) => marks.communication)).toEqual(abusive.map(() => "1"));
  });

  test("every call has the total that the product's arithmetic gives its marks", () => {
    for (const { marks, autoFails, score } of calls) {
      expect(score).toEqual(scoreCall(defaultScorecard, marks, autoFails));
      expect(score.total).toBeGreaterThanOrEqual(20);
    }
  });

  test("private data is taken out with the placeholders that redaction uses", () => {
    const known: string[] = Object.values(REDACTION_PLACEHOLDERS);
    const used = calls.flatMap(({ segments }) =>
      segments.flatMap(({ text }) => text.match(/\[[^\]]*\]/g) ?? []),
    );
    expect(used.filter((placeholder) => !known.includes(placeholder))).toEqual([]);
    expect(used).toEqual(
      expect.arrayContaining([REDACTION_PLACEHOLDERS.card, REDACTION_PLACEHOLDERS.security_code]),
    );
  });

  test("card data that was said without the agent's doing is explained", () => {
    const { card, security_code } = REDACTION_PLACEHOLDERS;
    const holdsCardData = ({ segments }: LabelledCall) =>
      segments.some(({ text }) => text.includes(card) || text.includes(security_code));
    const unexplained = calls.filter(
      (call) =>
        holdsCardData(call) &&
        !call.autoFails.includes("card_data_aloud") &&
        call.whys.compliance === undefined,
    );
    expect(ids(unexplained)).toEqual([]);
  });

  test("what is not plain to see is explained: most calls below the best marks give a reason", () => {
    const silent = calls.filter(({ score, whys }) => {
      const isMixed = score.total !== null && score.total < 85;
      return isMixed && Object.keys(whys).length === 0;
    });
    expect(silent.length).toBeLessThanOrEqual(2);
  });
});

test("no call is another one with words exchanged: longer lines stand once in the whole set", () => {
  const long = calls
    .flatMap(({ segments }) => segments.map(({ text }) => spokenWords(text)))
    .filter((words) => words.split(" ").length >= 8);
  expect(long.filter((words, index) => long.indexOf(words) < index)).toEqual([]);
  expect(new Set(calls.map(({ about }) => about)).size).toBe(calls.length);
});
