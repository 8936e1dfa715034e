import type { Random } from "./random.ts";

/*
 * How callers say a number and how recognisers write it, group by group. The words are listed here anew and on purpose: what
 * the redactor's own lexicon lacks must show.
 */

const ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
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
const HOMOPHONES: Record<string, string[]> = {
  "1": ["won", "one"],
  "2": ["to", "too", "two"],
  "4": ["for", "four"],
  "8": ["ate", "eight"],
};

export const NUMBER_STYLES = [
  "words",
  "words_hyphenated",
  "words_commas",
  "figures",
  "figures_spaced",
  "figures_hyphenated",
  "pairs",
  "pairs_figures",
  "doubles",
  "hundreds",
  "mixed",
] as const;
export type NumberStyle = (typeof NUMBER_STYLES)[number];

/** How one speaker says numbers: the style, and the word for nought. */
export interface Speaker {
  style: NumberStyle;
  zero: string;
}

export function someSpeaker(random: Random): Speaker {
  return {
    style: random.pick(NUMBER_STYLES),
    zero: random.pick(["zero", "oh", "nought", "zero", "oh", "o"]),
  };
}

/** One group of digits, such as four of a card. */
export function sayGroup(digits: string, { style, zero }: Speaker, random: Random): string {
  switch (style) {
    case "words":
      return words(digits, zero).join(" ");
    case "words_hyphenated":
      return words(digits, zero).join("-");
    case "words_commas":
      return words(digits, zero).join(", ");
    case "figures":
      return digits;
    case "figures_spaced":
      return [...digits].join(" ");
    case "figures_hyphenated":
      return [...digits].join("-");
    case "pairs":
      return chunked(digits, 2)
        .map((pair) => sayPair(pair, zero))
        .join(" ");
    case "pairs_figures":
      return chunked(digits, 2).join(" ");
    case "doubles":
      return doubles(digits, zero);
    case "hundreds":
      return chunked(digits, 4)
        .map((four) => hundreds(four, zero))
        .join(" ");
    case "mixed": {
      const said: string[] = [];
      for (let at = 0; at < digits.length;) {
        const piece = digits.slice(at, at + 1 + random.below(4));
        const inner = random.pick(
          NUMBER_STYLES.filter((name) => name !== "mixed") as [NumberStyle, ...NumberStyle[]],
        );
        said.push(sayGroup(piece, { style: inner, zero }, random));
        at += piece.length;
      }
      return said.join(" ");
    }
  }
}

/** Digits as a recogniser may mishear them: "for to ate" among right ones. */
export function misspelt(digits: string, random: Random): string {
  return [...digits]
    .map((digit) => {
      const heard = HOMOPHONES[digit];
      return heard === undefined
        ? (ONES[Number(digit)] ?? "")
        : (heard[random.below(heard.length)] ?? "");
    })
    .join(" ");
}

function words(digits: string, zero: string): string[] {
  return [...digits].map((digit) => (digit === "0" ? zero : (ONES[Number(digit)] ?? "")));
}

function chunked(digits: string, length: number): string[] {
  return digits.match(new RegExp(`\\d{1,${length}}`, "g")) ?? [];
}

function sayPair(pair: string, zero: string): string {
  const [first = "", second = ""] = pair;
  if (pair === "00") return `double ${zero}`;
  if (second === "" || first === "0") return words(pair, zero).join(" ");
  if (first === "1") return TEENS[Number(second)] ?? "";
  // "forty two" would be 42: who says 40 and 2 makes a pause.
  return `${TENS[Number(first)] ?? ""}${second === "0" ? "," : `-${ONES[Number(second)] ?? ""}`}`;
}

function hundreds(four: string, zero: string): string {
  if (
    four.length === 4 &&
    four.endsWith("00") &&
    !four.startsWith("0") &&
    !four.startsWith("00", 1)
  ) {
    return `${sayPair(four.slice(0, 2), zero)} hundred`;
  }
  return chunked(four, 2)
    .map((pair) => sayPair(pair, zero))
    .join(" ");
}

function doubles(digits: string, zero: string): string {
  const said: string[] = [];
  for (const [run = ""] of digits.matchAll(/(\d)\1{0,2}/g)) {
    const [word = ""] = words(run.slice(0, 1), zero);
    said.push(run.length === 1 ? word : `${run.length === 2 ? "double" : "triple"} ${word}`);
  }
  return said.join(" ");
}
