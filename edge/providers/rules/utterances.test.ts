import { describe, expect, it } from "vitest";

import { monoSegments } from "../testing/judge-request.ts";
import { utterancesOf } from "./utterances.ts";

describe("utterancesOf", () => {
  const quotes = (...texts: readonly string[]) =>
    utterancesOf(monoSegments(texts)).map(({ quote }) => quote);

  it("takes a segment with several sentences apart, not at a title", () => {
    expect(quotes("Thank you. I have Mr. Turner's account here! Is that right?")).toEqual([
      "Thank you.",
      "I have Mr. Turner's account here!",
      "Is that right?",
    ]);
  });

  it("puts a sentence together that runs over two segments, and quotes one of them", () => {
    const [utterance] = utterancesOf(monoSegments(["I promise you a", "full refund today."]));
    expect(utterance?.words).toBe(" i promise you a full refund today ");
    expect(utterance?.quote).toBe("full refund today.");
  });

  it("joins neither speakers nor what a pause divides", () => {
    const [first, second] = monoSegments(["Hello", "Hi there."]);
    if (first === undefined || second === undefined) throw new Error("two segments were made");
    expect(
      utterancesOf([
        { ...first, speaker: "agent" },
        { ...second, speaker: "customer" },
      ]),
    ).toHaveLength(2);
    expect(utterancesOf([first, { ...second, start_sec: 20, end_sec: 22 }])).toHaveLength(2);
  });

  it("quotes a single word with its segment, and skips what has no words", () => {
    expect(quotes("Whatever. Bye now.", "[…]", "I see.")).toEqual([
      "Whatever. Bye now.",
      "Bye now.",
      "I see.",
    ]);
  });

  it("takes each segment for a sentence where there is no punctuation", () => {
    expect(quotes("hello there", "my line is down", "i see")).toHaveLength(3);
  });

  it("cuts endless speech into quotable pieces, each verbatim", () => {
    const speech = `${"and then I called again ".repeat(60)}.`;
    const pieces = quotes(speech);
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) {
      expect(piece.length).toBeLessThanOrEqual(300);
      expect(speech).toContain(piece);
    }
  });
});
