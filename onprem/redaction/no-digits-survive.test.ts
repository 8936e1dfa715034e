import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { Segment } from "#shared/contracts/transcript.ts";

import { redactSegments } from "./redact-segments.ts";
import { NEGATIVE_FAMILIES } from "./testing/corpus-negatives.ts";
import { heardDigits, NUMERALS } from "./testing/heard-digits.ts";
import { randomFrom, type Random } from "./testing/random.ts";
import { sayGroup, someSpeaker } from "./testing/speak-number.ts";

const MAX_LEFT = 5;
const BETWEEN: [string, ...string[]] = [
  " ",
  " ",
  ", ",
  ". ",
  "... ",
  "-",
  " - ",
  "/",
  "\u00A0",
  "\u2009",
  "\u202F",
  "\n",
  " um, ",
  " and ",
  ", then ",
  ", no sorry, ",
  ", yes, ",
];
const INTERJECTIONS: [string, ...string[]] = [
  "Yes.",
  "Go on.",
  "Okay.",
  "Mhm.",
  "Got that.",
  "Right, and then?",
  "Carry on.",
  "Sorry, go ahead.",
];
const INVISIBLE: [string, ...string[]] = ["\u200B", "\u200D", "\u2060", "\uFEFF", "\u00AD"];
const LOOK_ALIKES: Record<string, string> = { "0": "O", "1": "l" };

/** How a card's number is said in one run. */
interface Telling {
  pan: string;
  seed: number;
  /** Chance of a new segment after a group of digits, and of the other party's word there. */
  split: number;
  interject: number;
  isAsked: boolean;
}

const tellings: fc.Arbitrary<Telling> = fc.record({
  pan: fc.stringMatching(/^\d{13,19}$/),
  seed: fc.integer({ min: 0 }),
  split: fc.constantFrom(0, 0.2, 0.6, 1),
  interject: fc.constantFrom(0, 0.3, 1),
  isAsked: fc.boolean(),
});

/** The call's lines with the number in them. */
function tell({ pan, seed, split, interject, isAsked }: Telling): Segment[] {
  const random = randomFrom(seed);
  const speaker = someSpeaker(random);
  const numerals = random.pick(NUMERALS);
  const isVeiled = random.chance(0.3);
  const lines: string[] = [];
  let line = "";
  for (let at = 0; at < pan.length;) {
    const group = pan.slice(at, at + 1 + random.below(6));
    at += group.length;
    // "Oh, yes, three four": to anybody an exclamation.
    const spoken = sayGroup(group, line === "" ? { ...speaker, zero: "zero" } : speaker, random);
    const said = disguise(spoken, numerals, { isAsked, isVeiled }, random);
    line += line === "" ? said : random.pick(BETWEEN) + said;
    if (random.chance(split)) {
      lines.push(`${line}.`);
      if (random.chance(interject)) lines.push(random.pick(INTERJECTIONS));
      line = "";
    }
  }
  if (line !== "") lines.push(`${line}.`);
  const texts = [
    ...random.pick(NEGATIVE_FAMILIES)(random).lines,
    isAsked ? "Can I take the long card number?" : "Right, let me see.",
    ...lines,
    "That has all gone through for you.",
  ];
  return texts.map((text, second) => ({
    start_sec: second,
    end_sec: second + 1,
    text,
    confidence: 0.9,
    speaker: random.pick(["agent", "customer", null]),
  }));
}

/** Other numerals, characters that nobody sees, and where a card was asked for letters that look like digits. */
function disguise(
  said: string,
  numerals: string,
  { isAsked, isVeiled }: { isAsked: boolean; isVeiled: boolean },
  random: Random,
): string {
  const isLookAlike = isAsked && /^\d{4,}$/.test(said) && random.chance(0.3);
  const swapAt = random.below(said.length);
  return [...said]
    .map((char, at) => {
      const swapped = isLookAlike && at === swapAt ? LOOK_ALIKES[char] : undefined;
      const shown =
        swapped ?? (/\d/.test(char) && !isLookAlike ? numerals.charAt(Number(char)) : char);
      return isVeiled && random.chance(0.1) ? shown + random.pick(INVISIBLE) : shown;
    })
    .join("");
}

test("whatever digits are a card's and however they are said, no six in a row survive anywhere", () => {
  fc.assert(
    fc.property(tellings, (telling) => {
      const segments = tell(telling);
      const before = heardDigits(segments.map(({ text }) => text).join(" "));
      const after = heardDigits(strings(redactSegments(segments)).join(" "));
      const sixes = Array.from({ length: telling.pan.length - MAX_LEFT }, (_, at) =>
        telling.pan.slice(at, at + MAX_LEFT + 1),
      );
      const elsewhere = before.replace(telling.pan, "");
      expect({
        segments: segments.map(({ text }) => text),
        left: sixes.filter((six) => after.includes(six) && !elsewhere.includes(six)),
      }).toMatchObject({ left: [] });
    }),
    { seed: 16, numRuns: 3000 },
  );
});

/** Every string in a value, wherever it lies. */
function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}
