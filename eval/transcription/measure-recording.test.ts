import { describe, expect, test } from "vitest";

import { alignWords } from "./align-words.ts";
import { errorRate, measureRecording } from "./measure-recording.ts";

const LINES = [
  { startSec: 4, endSec: 6, text: "Good morning, how can I help?" },
  { startSec: 8, endSec: 9.5, text: "My line is down." },
];

function heard(startSec: number, endSec: number, text: string) {
  return { start_sec: startSec, end_sec: endSec, text };
}

describe("what was recognised beside the truth", () => {
  test("counts each kind of error, and how far off the edges are", () => {
    const figures = measureRecording({ lines: LINES, hasTimes: true }, [
      heard(4.2, 6.1, "Good morning how I can help"),
      heard(8, 9.4, "My wine is down now"),
    ]);
    expect(figures).toMatchObject({ words: 10, substitutions: 3, deletions: 0, insertions: 1 });
    expect(errorRate(figures)).toBe(0.4);
    expect(figures.timingErrorsSec.map((error) => Math.round(error * 10) / 10)).toEqual([
      0.2, 0.1, 0,
    ]);
  });

  test("knows words that were made up where nobody speaks", () => {
    const figures = measureRecording({ lines: LINES, hasTimes: true }, [
      heard(0.5, 2.5, "Thanks for watching"),
      heard(4, 6, "Good morning how can I help"),
      heard(8, 9.5, "My line is down"),
    ]);
    expect(figures).toMatchObject({ insertions: 3, wordsInSilence: 3, substitutions: 0 });
  });

  test("says nothing of times where the truth has none", () => {
    const figures = measureRecording({ lines: LINES, hasTimes: false }, [heard(0, 9, "Good")]);
    expect(figures).toMatchObject({ wordsInSilence: null, timingErrorsSec: [], deletions: 9 });
  });

  test("does not count a card number as missing that had to go", () => {
    const card =
      "My card number is four two four two four two four two four two four two four two four two.";
    const figures = measureRecording(
      { lines: [{ startSec: 0, endSec: 9, text: card }], hasTimes: true },
      [heard(0, 9, "My card number is [CARD].")],
    );
    expect(errorRate(figures)).toBe(0);
  });

  test("a silent recording has no rate, whatever was made up in it", () => {
    const figures = measureRecording({ lines: [], hasTimes: true }, [heard(1, 2, "Thank you")]);
    expect(figures).toMatchObject({ words: 0, insertions: 2, wordsInSilence: 2 });
    expect(errorRate(figures)).toBeNull();
  });
});

test("an alignment takes the fewest changes and keeps the order", () => {
  expect(alignWords(["a", "b", "c"], ["b", "c", "d"])).toEqual([
    { truth: 0, recognised: null },
    { truth: 1, recognised: 0 },
    { truth: 2, recognised: 1 },
    { truth: null, recognised: 2 },
  ]);
  expect(alignWords([], [])).toEqual([]);
});
