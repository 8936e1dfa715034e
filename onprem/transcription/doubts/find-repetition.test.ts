import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { findRepetitions } from "./find-repetition.ts";
import { spokenWords } from "./spoken-words.ts";

const repetitions = (text: string) => findRepetitions(spokenWords(text));
const again = (phrase: string, times: number) =>
  Array.from({ length: times }, () => phrase).join(" ");

describe("what people say", () => {
  test.each([
    ["no", again("No,", 7)],
    ["hello on a bad line", again("Hello?", 9)],
    ["thanks", again("thank you", 5)],
    ["an angry sentence", again("I am not paying for that.", 3)],
    [
      "a card number",
      "My card number is four two four two four two four two four two four two four two four two.",
    ],
    ["one in digits", "It is 4242 4242 4242 4242, 4 2 4 2 4 2 4 2."],
    ["one with ones only", again("one", 16)],
    ["one read back", `${again("four two", 8)}, yes, ${again("four two", 8)}, correct.`],
    ["one of doubles", again("double four", 8)],
    ["one in German", again("vier zwei", 8)],
    ["one in French", again("quatre deux", 8)],
    ["one in Polish", again("cztery dwa", 8)],
    ["a phone number", "zero seven seven seven seven seven seven seven seven seven seven"],
    ["a name spelled out", again("a", 12)],
    [
      "letters and words for them",
      "N as in November, N as in November, O as in Oscar, O as in Oscar.",
    ],
    ["nothing", ""],
  ])("%s", (_, text) => {
    expect(repetitions(text)).toEqual([]);
  });

  const truth = z
    .array(z.object({ recording_id: z.string(), truth: z.array(z.object({ text: z.string() })) }))
    .parse(
      JSON.parse(readFileSync(new URL("../../../demo/calls/truth.json", import.meta.url), "utf8")),
    );

  test.each(truth)("the demo's call $recording_id", ({ truth: lines }) => {
    expect(repetitions(lines.map(({ text }) => text).join(" "))).toEqual([]);
  });
});

describe("what only a recogniser says", () => {
  test.each([
    ["a word", again("the", 40), { from: 1, to: 40 }],
    ["two words", `So ${again("you know", 12)}.`, { from: 3, to: 25 }],
    ["a sentence", again("I'm going to go to the store.", 4), { from: 7, to: 28 }],
    ["a sentence cut short", `${again("is there anything else", 5)} is there`, { from: 4, to: 22 }],
    ["words around a digit", again("and then there is chapter 1", 6), { from: 6, to: 36 }],
    ["digits without an end", again("0", 120), { from: 1, to: 120 }],
  ])("%s", (_, text, repetition) => {
    expect(repetitions(text)).toEqual([repetition]);
  });

  test("the text around it is spared, and so is a number in it", () => {
    const text = `Hello there. ${again("okay", 30)} My card is ${again("four two", 8)}.`;
    expect(repetitions(text)).toEqual([{ from: 3, to: 32 }]);
  });
});
