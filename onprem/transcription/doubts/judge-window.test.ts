import { describe, expect, test } from "vitest";

import { judgeWindow, type HeardSegment } from "./judge-window.ts";

const heard = (
  startSec: number,
  endSec: number,
  text: string,
  confidence = 0.95,
): HeardSegment => ({ startSec, endSec, text, confidence });
const speech = (...regions: [number, number][]) =>
  regions.map(([startSec, endSec]) => ({ startSec, endSec }));

function reasons(segments: HeardSegment[], regions: [number, number][], language = "en") {
  const { believed, doubted } = judgeWindow(segments, speech(...regions), language);
  return {
    believed: believed.map(({ text }) => text),
    doubted: doubted.map(({ reason }) => reason),
  };
}

test("what fits the speech is believed", () => {
  const text = "Thank you for calling, this is Sarah, how can I help you today?";
  expect(reasons([heard(1, 5, text)], [[1, 5]])).toEqual({ believed: [text], doubted: [] });
});

describe("stock phrases", () => {
  test.each([
    ["said clearly", heard(1, 1.8, "Thank you."), [[1, 1.8]], []],
    ["the engine is unsure of", heard(1, 1.8, "Thank you.", 0.3), [[1, 1.8]], ["stock_phrase"]],
    ["over little speech", heard(1, 7, "Thank you."), [[1, 1.6]], ["stock_phrase"]],
    ["drawn out over long speech", heard(1, 9, "Thank you."), [[1, 9]], ["stock_phrase"]],
    [
      "that nobody says in a call",
      heard(1, 2.4, "Thanks for watching!"),
      [[1, 2.4]],
      ["stock_phrase"],
    ],
    ["that is part of a sentence", heard(1, 2.4, "Thank you for waiting.", 0.3), [[1, 2.4]], []],
  ] as const)("one %s", (_, segment, regions, expected) => {
    expect(
      reasons(
        [segment],
        regions.map(([from, to]) => [from, to]),
      ).doubted,
    ).toEqual(expected);
  });
});

describe("text over silence", () => {
  const long = "I would like to know whether my order has been sent out already or not.";

  test("more text than anybody could say in that time", () => {
    expect(reasons([heard(4.1, 4.2, long)], [[4.1, 4.2]]).doubted).toEqual(["text_over_silence"]);
    expect(reasons([heard(4, 4.6, long)], [[4, 4.6]]).doubted).toEqual(["text_over_silence"]);
  });

  test("a fast speaker, and a short word whose time is off, are believed", () => {
    expect(reasons([heard(4, 6, long)], [[4, 6]]).doubted).toEqual([]);
    expect(reasons([heard(4.9, 4.9, "Yes.")], [[4.5, 4.8]]).doubted).toEqual([]);
  });
});

describe("repetition", () => {
  test("only what repeats is doubted, in one segment or over several", () => {
    const segments = Array.from({ length: 6 }, (_, at) =>
      heard(at * 3, at * 3 + 2.8, "I want to speak to a manager now."),
    );
    const found = reasons(
      [heard(20, 22, "It is about my bill."), ...segments],
      [
        [0, 17.8],
        [20, 22],
      ],
    );
    expect(found.believed).toEqual(["It is about my bill.", "I want to speak to a manager now."]);
    expect(found.doubted).toEqual(Array.from({ length: 5 }, () => "repetition"));
    const inOne = "and then ".repeat(20);
    expect(reasons([heard(0, 10, inOne)], [[0, 10]]).doubted).toEqual(["repetition"]);
  });

  test("a card number read aloud is believed", () => {
    const text =
      "My card number is four two four two four two four two four two four two four two two four two.";
    expect(reasons([heard(0, 6, text)], [[0, 6]]).doubted).toEqual([]);
  });
});

describe("speech without a text", () => {
  test("is told with its times, and only worth another try when it is longer than a click", () => {
    const { doubted } = judgeWindow(
      [heard(0, 3, "Hello, can you hear me?")],
      speech([0, 3], [5, 9], [12, 12.4], [14, 14.2]),
      "en",
    );
    expect(doubted).toEqual([
      { startSec: 5, endSec: 9, reason: "no_text", worthRetrying: true },
      { startSec: 12, endSec: 12.4, reason: "no_text", worthRetrying: false },
    ]);
  });

  test("a short word on its own is worth another try", () => {
    expect(judgeWindow([], speech([0, 0.4]), "en").doubted).toEqual([
      { startSec: 0, endSec: 0.4, reason: "no_text", worthRetrying: true },
    ]);
  });

  test("what the engine calls music is none, what it calls blank may be", () => {
    expect(judgeWindow([heard(0, 8, "[Music]")], speech([0, 8]), "en").doubted).toEqual([
      { startSec: 0, endSec: 8, reason: "no_text", worthRetrying: false },
    ]);
    expect(judgeWindow([heard(0, 8, "[BLANK_AUDIO]")], speech([0, 8]), "en").doubted).toEqual([
      { startSec: 0, endSec: 8, reason: "no_text", worthRetrying: true },
    ]);
  });
});
