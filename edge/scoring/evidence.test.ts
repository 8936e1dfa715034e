import { describe, expect, test } from "vitest";

import { sampleTranscript } from "../testing/sample-upload.ts";
import { quoteFinder } from "./evidence.ts";
import { REMOVED } from "./injection.ts";

const { segments } = sampleTranscript([
  "Thank you for calling Nordwind, this is Dana.",
  "I can’t believe it — my bill’s doubled!",
  "I understand. May I have your",
  "...",
  "account number, please?",
  `Sure. ${REMOVED} It's four four one.`,
  "Goodbye.",
]);
const find = quoteFinder(segments);

describe("a quote is found", () => {
  test.each([
    ["as it was said", "this is Dana.", 0, 0, 5],
    ["in another case and punctuation", "THANK YOU, for calling nordwind", 0, 0, 5],
    ["with other apostrophes and dashes", "I can't believe it - my bill's doubled", 1, 5, 10],
    ["with other spacing", "  I   understand.\nMay I ", 2, 10, 15],
    ["across neighbouring segments", "May I have your account number", 2, 10, 25],
    ["when one word is a whole segment", "goodbye", 6, 30, 35],
  ])("%s", (_, quote, segment, start_sec, end_sec) => {
    expect(find(quote)).toEqual({ quote: quote.trim(), segment, start_sec, end_sec });
  });
});

describe("a quote is not found", () => {
  test.each([
    ["that nobody said", "your money back, guaranteed"],
    ["that leaves words out", "Thank you for this is Dana"],
    ["that puts words in another order", "calling for you thank"],
    ["that begins inside a word", "ank you for calling"],
    ["across something that was taken out", "Sure. It's four four one."],
    ["of a single word out of many", "account"],
    ["without any word", " … "],
    ["that is empty", ""],
  ])("%s", (_, quote) => {
    expect(find(quote)).toBeNull();
  });
});
