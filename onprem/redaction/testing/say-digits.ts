import type { Random } from "./random.ts";

const UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = [
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const PLURALS = UNITS.map((word) => (word === "six" ? "sixes" : `${word}s`));

const NUMBER_WORDS = new Set([
  ...UNITS,
  ...TEENS,
  ...TENS.slice(2),
  ...PLURALS,
  "nought",
  "hundred",
  "thousand",
  "double",
  "triple",
]);

/**
 * The words and figures of a text that say a number; nothing of the redactor is used to find them. "oh" is not among them:
 * alone, nobody can tell it from the exclamation.
 */
export function numbersLeft(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z']+|\d+/g) ?? [];
  return words.filter((word) => /\d/.test(word) || NUMBER_WORDS.has(word));
}

/** Says digits as callers and recognisers do, in chunks: figures, words, doubles, tens, hundreds, thousands. */
export function sayDigits(digits: string, random: Random): string[] {
  const chunks: string[] = [];
  let rest = digits;
  while (rest !== "") {
    const [length, chunk] = sayChunk(rest, random);
    chunks.push(chunk);
    rest = rest.slice(length);
  }
  return chunks;
}

function sayChunk(rest: string, random: Random): [length: number, said: string] {
  const style = random.pick([
    "figures",
    "spaced",
    "word",
    "repeat",
    "tens",
    "hundreds",
    "thousands",
  ]);
  const fitting = STYLES[style]?.(rest, random) ?? null;
  return fitting ?? [1, sayDigit(rest, random)];
}

type Style = (rest: string, random: Random) => [length: number, said: string] | null;

const STYLES: Record<string, Style> = {
  figures: (rest, random) => {
    const figures = rest.slice(0, 1 + random.below(6));
    return [figures.length, figures];
  },
  spaced: (rest, random) => {
    const figures = rest.slice(0, 1 + random.below(5));
    return [figures.length, [...figures].join(random.pick([" ", "-", ", "]))];
  },
  repeat: (rest, random) => {
    const digit = rest.slice(0, 1);
    const times = rest.startsWith(digit.repeat(3)) ? 3 : 2;
    if (!rest.startsWith(digit.repeat(times))) return null;
    const name = times === 3 ? random.pick(["triple", "triple"]) : "double";
    return random.chance(0.3)
      ? [times, `${times === 3 ? "three" : "two"} ${PLURALS[Number(digit)] ?? ""}`]
      : [times, `${name} ${sayDigit(digit, random)}`];
  },
  tens: (rest, random) => {
    const said = rest.length < 2 ? null : sayTens(rest.slice(0, 2), random);
    return said === null ? null : [2, said];
  },
  hundreds: (rest) => {
    const [hundreds = "0", ...small] = rest.slice(0, 3);
    if (small.join("") !== "00" || hundreds === "0") return null;
    return [3, `${UNITS[Number(hundreds)] ?? ""} hundred,`];
  },
  thousands: (rest, random) => {
    const [thousands = "0", hundreds = "0", ...small] = rest.slice(0, 4);
    const said = sayTens(small.join(""), random);
    if (small.length < 2 || thousands === "0" || hundreds === "0" || said === null) return null;
    const words = [
      UNITS[Number(thousands)],
      "thousand",
      UNITS[Number(hundreds)],
      "hundred and",
      said,
    ];
    return [4, words.join(" ")];
  },
};

function sayDigit(rest: string, random: Random): string {
  const digit = Number(rest.slice(0, 1));
  if (digit === 0) return random.pick(["zero", "oh", "nought", "o", "0"]);
  return UNITS[digit] ?? "";
}

/** 10 to 99; null for what is said otherwise. "forty" takes a comma, or "forty, two" would be 42. */
function sayTens(digits: string, random: Random): string | null {
  const value = Number(digits);
  if (value < 10) return null;
  if (value < 20) return TEENS[value - 10] ?? null;
  const tens = TENS[Math.floor(value / 10)] ?? "";
  const unit = value % 10;
  return unit === 0 ? `${tens},` : `${tens}${random.pick(["-", " "])}${UNITS[unit] ?? ""}`;
}
