import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { monoSegments } from "../../providers/testing/judge-request.ts";
import { excerptOf } from "./excerpt.ts";

const chars = (segments: readonly { text: string }[]) =>
  segments.reduce((sum, { text }) => sum + text.length, 0);
const fitsIn = (max: number) => (shown: readonly { text: string }[]) => chars(shown) <= max;
const words = (count: number) => monoSegments(Array.from({ length: count }, (_, i) => `w${i}`));

describe("an excerpt", () => {
  const call = monoSegments(Array.from({ length: 100 }, (_, i) => `Line ${i} of a long call.`));

  test("keeps the opening, the end and the middle, and says what is missing in between", () => {
    const found = excerptOf(call, fitsIn(1700));
    const shown = found?.shown.map(({ text }) => text) ?? [];
    expect(shown[0]).toBe("Line 0 of a long call.");
    expect(shown.at(-1)).toBe("Line 99 of a long call.");
    expect(shown).toContain("Line 50 of a long call.");
    expect(shown.filter((text) => text.includes("left out"))).toHaveLength(2);
    expect(chars(found?.shown ?? [])).toBeLessThanOrEqual(1700);
    expect(found?.excerpt).toMatchObject({ rule: "opening-middle-end-1", all_words: 600 });
    expect(found?.excerpt.kept_words).toBeGreaterThan(360);
    expect(found?.excerpt.left_out).toHaveLength(2);
  });

  test("of less than half of the call is none", () => {
    expect(excerptOf(call, fitsIn(1000))).toBeNull();
    expect(excerptOf(call, () => false)).toBeNull();
  });

  test("names the length of a gap", () => {
    const slow = words(9).map((segment, i) => ({
      ...segment,
      start_sec: i * 60,
      end_sec: i * 60 + 60,
    }));
    const found = excerptOf(
      slow,
      (shown) => shown.filter(({ text }) => text.startsWith("w")).length <= 7,
    );
    const gaps = found?.shown.filter(({ text }) => text.startsWith("["));
    expect(gaps?.map(({ text }) => text)).toEqual([
      "[left out here: 1 min of the call]",
      "[left out here: 1 min of the call]",
    ]);
  });

  test("fits, keeps the order, and keeps and leaves out every segment exactly once, whatever the call", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== ""),
          { minLength: 2, maxLength: 60 },
        ),
        fc.integer({ min: 30, max: 3000 }),
        (texts, max) => {
          const segments = monoSegments(texts);
          const found = excerptOf(segments, fitsIn(max));
          if (found === null) return;
          expect(chars(found.shown)).toBeLessThanOrEqual(max);
          const starts = found.shown.map(({ start_sec }) => start_sec);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
          const isLeftOut = (at: number) =>
            found.excerpt.left_out.some(({ from_sec, to_sec }) => from_sec <= at && at < to_sec);
          for (const segment of segments) {
            expect(found.shown.includes(segment)).toBe(!isLeftOut(segment.start_sec));
          }
        },
      ),
    );
  });
});
