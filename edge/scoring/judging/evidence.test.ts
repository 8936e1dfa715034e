import { describe, expect, test } from "vitest";

import { sampleTranscript } from "../../testing/sample-upload.ts";
import { REMOVED } from "../injection/injection.ts";
import { quoteFinder } from "./evidence.ts";

const { segments } = sampleTranscript([
  "Thank you for calling Nordwind, this is Dana.",
  "I can’t believe it — my bill’s doubled!",
  "I understand. May I have your",
  "...",
  "account number, please?",
  `Sure. ${REMOVED} It's four four one, twenty-five, and the card is [CARD].`,
  "I'll e-mail you by 5% … I mean, [inaudible] by Friday the 3rd.",
  "お電話ありがとうございます。",
  "Goodbye.",
]);
const { find } = quoteFinder(segments);
const quoted = (quote: string) => find(quote)?.located ?? null;

describe("a quote is found, and given back as it stands in the transcript", () => {
  test.each([
    ["as it was said", "this is Dana.", "this is Dana.", 0, 0, 5],
    [
      "in another case and punctuation",
      "THANK YOU, for calling nordwind",
      "Thank you for calling Nordwind",
      0,
      0,
      5,
    ],
    [
      "with other apostrophes and dashes",
      "I can't believe it - my bill's doubled",
      "I can’t believe it — my bill’s doubled!",
      1,
      5,
      10,
    ],
    ["in typographic quotes", "“my bill’s doubled!”", "my bill’s doubled!", 1, 5, 10],
    ["with other spacing", "  I   understand.\nMay I ", "I understand. May I", 2, 10, 15],
    [
      "across neighbouring segments",
      "May I have your account number",
      "May I have your account number",
      2,
      10,
      25,
    ],
    ["when one word is a whole segment", "goodbye", "Goodbye.", 8, 40, 45],
    ["with its line number", "[3] May I have your", "May I have your", 2, 10, 15],
    ["with number and speaker", "[3] agent: May I have your", "May I have your", 2, 10, 15],
    [
      "with the numbers of several lines",
      "[3] agent: May I have your [4] ... [5] agent: account number",
      "May I have your account number",
      2,
      10,
      25,
    ],
    ["with words as digits", "It's 441, 25", "It's four four one, twenty-five", 5, 25, 30],
    ["with digits as words", "by Friday the 3rd", "by Friday the 3rd.", 6, 30, 35],
    ["with another hyphen", "I'll email you by five percent", "I'll e-mail you by 5%", 6, 30, 35],
    ["with a placeholder", "the card is [CARD]", "the card is [CARD].", 5, 25, 30],
    ["in full-width letters", "ｔｈｉｓ ｉｓ Ｄａｎａ", "this is Dana.", 0, 0, 5],
    ["with invisible characters", "this\u200b is Da\u00adna", "this is Dana.", 0, 0, 5],
    ["in part, in a script without spaces", "ありがとう", "ありがとう", 7, 35, 40],
    [
      "with words left out at an ellipsis",
      "Thank you for … this is Dana",
      "Thank you for … this is Dana.",
      0,
      0,
      5,
    ],
    [
      "with an ellipsis over several segments",
      "I understand... account number, please",
      "I understand. … account number, please?",
      2,
      10,
      25,
    ],
    [
      "next to the mark of something taken out",
      `${REMOVED} It's four four one`,
      "It's four four one",
      5,
      25,
      30,
    ],
    ["between ellipses", "... my bill's doubled ...", "my bill’s doubled!", 1, 5, 10],
  ])("%s", (_, quote, text, segment, start_sec, end_sec) => {
    expect(quoted(quote)).toEqual({ quote: text, segment, start_sec, end_sec });
  });

  test("at the place where its parts are near each other", () => {
    const far = Array.from({ length: 20 }, (_, index) => `Sentence number ${index} about it.`);
    const finder = quoteFinder(
      sampleTranscript(["You should know that.", ...far, "You should know: it is free."]).segments,
    );
    expect(finder.find("You should … it is free")?.located.segment).toBe(21);
    expect(finder.find("should know that … it is free")).toBeNull();
  });
});

describe("a quote is not found", () => {
  test.each([
    ["that nobody said", "your money back, guaranteed"],
    ["that leaves words out", "Thank you for this is Dana"],
    ["that puts words in another order", "calling for you thank"],
    ["that begins inside a word", "ank you for calling"],
    ["that ends inside a word", "Thank you for call"],
    ["that is joined in another order", "this is Dana … Thank you for"],
    ["that is joined out of single words", "Thank … Dana"],
    ["across something that was taken out", "Sure. It's four four one."],
    ["across it, with its mark", `Sure. ${REMOVED} It's four four one.`],
    ["across it, at an ellipsis", "account number, please … It's four four one"],
    ["of a single word out of many", "account"],
    ["of a placeholder as a word", "the card is card"],
    ["of nothing but what nobody understood", "[inaudible]"],
    ["without any word", " … "],
    ["that is empty", ""],
  ])("%s", (_, quote) => {
    expect(find(quote)).toBeNull();
  });
});

describe("who speaks", () => {
  const spoken = sampleTranscript(["I want my money.", "You will have it.", "Fine."]).segments;
  const parties = (["customer", "agent", "customer"] as const).map((speaker, index) => ({
    ...(spoken[index] ?? { start_sec: 0, end_sec: 0, text: "-", confidence: 1 }),
    speaker,
  }));
  test.each([
    ["I want my money", false],
    ["You will have it", true],
    ["my money. You will have", true],
  ])("%s", (quote, maySpeakForAgent) => {
    expect(quoteFinder(parties).find(quote)).toMatchObject({ maySpeakForAgent });
    expect(quoteFinder(spoken).find(quote)).toMatchObject({ maySpeakForAgent: true });
  });
});

test("the quotes of a whole answer are looked up quickly in a call of five hours", () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `Sentence ${i}, about the bill. Is it so?`);
  const startedAt = performance.now();
  const finder = quoteFinder(sampleTranscript(texts).segments);
  for (let quote = 0; quote < 40; quote++) finder.find(`about the bill … never said ${quote}`);
  expect(finder.find("Sentence 4999, about the bill")?.located.segment).toBe(4999);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
