import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { joinAtSeam } from "./join-at-seam.ts";
import type { LocatedSegment } from "./transcribe-window.ts";

/** A segment whose words are said one after the other. */
function said(text: string, startSec: number, endSec: number): LocatedSegment {
  const spelled = text.split(" ");
  const eachSec = (endSec - startSec) / spelled.length;
  const words = spelled.map((word, at) => ({
    text: ` ${word}`,
    startSec: startSec + at * eachSec,
    endSec: startSec + (at + 1) * eachSec,
  }));
  return { startSec, endSec, text, confidence: 0.9, words };
}

/** Both windows hold 20.0 to 21.5 s. */
const SHARED = { startSec: 20, endSec: 21.5 };
const joined = (before: LocatedSegment[], after: LocatedSegment[]) => {
  const texts = joinAtSeam(before, after, SHARED);
  return [texts.before.map(({ text }) => text), texts.after.map(({ text }) => text)];
};

describe("words that both windows heard", () => {
  test("stay once", () => {
    expect(
      joined(
        [said("I have reset the line and it should be back", 17, 21.5)],
        [said("it should be back within ten minutes", 19.5, 23)],
      ),
    ).toEqual([["I have reset the line and it should be back"], ["within ten minutes"]]);
  });

  test("stay once with another case, a comma or a letter", () => {
    expect(
      joined(
        [said("please wait, recive", 20, 21.5)],
        [said("Wait receive the engineer", 20.5, 22.5)],
      ),
    ).toEqual([["please wait, recive"], ["the engineer"]]);
  });

  test("give way to the whole word where one has half of it", () => {
    expect(
      joined(
        [said("it should be back within ten min", 18.5, 21.5)],
        [said("hin ten minutes from now", 20.4, 22.8)],
      ),
    ).toEqual([["it should be back within ten"], ["minutes from now"]]);
    expect(
      joined([said("back within ten minu", 20, 21.5)], [said("ten minutes from now", 20.8, 22.8)]),
    ).toEqual([["back within ten minu"], ["from now"]]);
  });

  test("may make up a whole segment of either", () => {
    expect(
      joined(
        [said("All right.", 17, 19), said("Thank you.", 20.2, 21.2)],
        [said("Thank you.", 20.2, 21.3), said("Bye.", 22, 22.5)],
      ),
    ).toEqual([["All right.", "Thank you."], ["Bye."]]);
  });

  test("shorten the times with the text", () => {
    const { after } = joinAtSeam(
      [said("and it should be back", 19, 21.5)],
      [said("should be back within ten minutes", 20, 23)],
      SHARED,
    );
    expect(after).toMatchObject([{ startSec: 21.5, endSec: 23 }]);
  });
});

describe("words that were said twice", () => {
  test("nothing in common: both stay", () => {
    const texts = [["and then I called"], ["your colleague on Monday"]];
    expect(
      joined([said("and then I called", 19, 20.5)], [said("your colleague on Monday", 20.7, 23)]),
    ).toEqual(texts);
  });

  test("where each heard something else, each is believed on its side of the cut", () => {
    expect(
      joined(
        [
          said("how much the package costs", 18.5, 20.6),
          said("How many people use it", 20.8, 21.4),
        ],
        [said("This is not enough", 20, 20.7), said("there are four people", 20.75, 23)],
      ),
    ).toEqual([["how much the package costs"], ["there are four people"]]);
  });

  test("the same word seconds apart stays", () => {
    expect(
      joined([said("really", 18.2, 18.9), said("so", 19, 19.4)], [said("so", 22.2, 22.5)]),
    ).toEqual([["really", "so"], ["so"]]);
  });

  test("a window without words changes nothing", () => {
    expect(joined([], [said("hello", 20, 21)])).toEqual([[], ["hello"]]);
    expect(joined([said("hello", 20, 21)], [])).toEqual([["hello"], []]);
  });
});

describe("numbers", () => {
  test("digits that both heard stay once, by their times, where the text alone could mean anything", () => {
    // Said from 17.5 on, a digit every 0.5 s: both windows hold those from 20.0 to 21.5.
    expect(
      joined(
        [said("four two four two four two four two", 17.5, 21.5)],
        [said("two four two four two four two", 20, 23.5)],
      ),
    ).toEqual([["four two four two four two four two"], ["four two four two"]]);
  });

  test("the same digit said before and after the cut is kept twice", () => {
    expect(joined([said("it is seven", 18.4, 20.1)], [said("seven nine", 20.9, 22)])).toEqual([
      ["it is seven"],
      ["seven nine"],
    ]);
  });

  test("the last digit that one window heard is not taken for half a word that the other has whole", () => {
    expect(
      joined(
        [said("four two seven", 20, 21.5)],
        [said("four two", 20, 21), said("nine", 22.4, 22.9)],
      ),
    ).toEqual([["four two seven"], ["four two", "nine"]]);
    expect(joined([said("four two six", 20, 21.5)], [said("four two seven nine", 20, 22)])).toEqual(
      [["four two"], ["seven nine"]],
    );
  });

  test("a digit is never taken for a similar one", () => {
    expect(
      joined([said("number fifteen", 20, 21.4)], [said("sixteen thousand", 20.7, 22)]),
    ).toEqual([["number fifteen"], ["sixteen thousand"]]);
  });

  test("whatever digits are read at whatever pace: each is kept, and those in both windows once", () => {
    const names = ["one", "two", "three", "four"];
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 12, maxLength: 24 }),
        fc.double({ min: 0.3, max: 0.7, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        (digits, paceSec, driftSec) => {
          const firstSec = 20.75 - (digits.length * paceSec) / 2;
          const words = digits.map((digit, at) => ({
            text: ` ${names[digit] ?? ""}`,
            startSec: firstSec + at * paceSec,
            endSec: firstSec + (at + 1) * paceSec,
          }));
          const segment = (from: number, to: number, shift: number): LocatedSegment => {
            const own = words
              .filter(({ startSec, endSec }) => startSec >= from && endSec <= to)
              .map((word) => ({
                ...word,
                startSec: word.startSec + shift,
                endSec: word.endSec + shift,
              }));
            const text = own
              .map((word) => word.text)
              .join("")
              .trim();
            return { startSec: from, endSec: to, text, confidence: 0.9, words: own };
          };
          const texts = joinAtSeam(
            [segment(0, SHARED.endSec, 0)],
            [segment(SHARED.startSec, 99, driftSec)],
            SHARED,
          );
          const all = [...texts.before, ...texts.after].map(({ text }) => text).join(" ");
          expect(all).toBe(words.map(({ text }) => text.trim()).join(" "));
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });
});
