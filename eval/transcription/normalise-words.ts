import * as z from "zod";

import spellings from "./spellings.json" with { type: "json" };

const SPELLINGS = new Map(Object.entries(z.record(z.string(), z.string()).parse(spellings)));

/** Sounds of hesitation: recognisers leave them out, and nobody misses them. */
const FILLERS = new Set(["uh", "um", "umm", "er", "erm", "ah", "mm", "mmm", "hmm", "mhm", "hm"]);

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bwon't\b/g, "will not"],
  [/\bcan't\b/g, "can not"],
  [/\bcannot\b/g, "can not"],
  [/\blet's\b/g, "let us"],
  [/\bgonna\b/g, "going to"],
  [/\bwanna\b/g, "want to"],
  [/n't\b/g, " not"],
  [/'re\b/g, " are"],
  [/'ve\b/g, " have"],
  [/'ll\b/g, " will"],
  [/'d\b/g, " would"],
  [/'m\b/g, " am"],
  [/\b(it|that|there|here|what|who|where|how|he|she)'s\b/g, "$1 is"],
];

const UNITS = new Map(
  [
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
    ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"],
    ["eighteen", "nineteen"],
  ]
    .flat()
    .map((word, value) => [word, value] as const),
);
const TENS = new Map(
  ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"].map(
    (word, index) => [word, (index + 2) * 10] as const,
  ),
);
const ORDINARY_ZEROS = new Set(["oh", "nought"]);

/**
 * The words of a text as word error rates compare them: lower case, no punctuation, no hesitation, contractions written out,
 * one spelling for British and American words, and each number as its digits one by one, so that "twenty-five", "25" and
 * "two five" are the same. A placeholder such as [CARD] is one word. Follows the English normaliser published with Whisper
 * in its aims (arXiv 2212.04356, appendix C), for other languages only case, punctuation and numerals.
 */
export function normaliseWords(text: string): string[] {
  let plain = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[’ʼ`´]/g, "'")
    .replace(/(\p{N})[.,](?=\p{N})/gu, "$1")
    .replace(/[£$€]/g, " ");
  for (const [contraction, words] of CONTRACTIONS) plain = plain.replace(contraction, words);
  const words = plain
    .replace(/[^\p{L}\p{M}\p{N}' _]+/gu, " ")
    .split(/\s+/)
    .map((word) => word.replace(/^'+|'+$/g, ""))
    .filter((word) => word !== "" && !FILLERS.has(word));
  return spellNumbers(words).map((word) => SPELLINGS.get(word) ?? word);
}

/** Number words become numerals, and numerals their digits one by one. */
function spellNumbers(words: readonly string[]): string[] {
  const spelled: string[] = [];
  for (let at = 0; at < words.length;) {
    const { digits, taken } = readNumber(words, at);
    spelled.push(...digits);
    at += taken;
  }
  return spelled;
}

/** The number, or the one word, that begins at `at`. */
function readNumber(words: readonly string[], at: number): { digits: string[]; taken: number } {
  const word = words[at] ?? "";
  if (/^\p{Nd}+$/u.test(word)) return { digits: [...word], taken: 1 };
  const next = words[at + 1] ?? "";
  const isBesideDigit = UNITS.has(next) || UNITS.has(words[at - 1] ?? "");
  if (ORDINARY_ZEROS.has(word) && isBesideDigit) return { digits: ["0"], taken: 1 };
  const tens = TENS.get(word);
  const unit = UNITS.get(word);
  if (tens === undefined && unit === undefined) return { digits: [word], taken: 1 };

  let value = tens ?? unit ?? 0;
  let taken = 1;
  const following = UNITS.get(next) ?? 0;
  if (tens !== undefined && following >= 1 && following <= 9) {
    value += following;
    taken += 1;
  }
  for (const [name, factor] of [
    ["hundred", 100],
    ["thousand", 1000],
  ] as const) {
    if (words[at + taken] !== name) continue;
    value *= factor;
    taken += 1;
    const rest = smallNumberAfter(words, at + taken, factor);
    value += rest.value;
    taken += rest.taken;
  }
  return { digits: [...String(value)], taken };
}

/** "and twenty five" after "two hundred". */
function smallNumberAfter(
  words: readonly string[],
  at: number,
  below: number,
): { value: number; taken: number } {
  const skipped = words[at] === "and" ? 1 : 0;
  const first = words[at + skipped] ?? "";
  const tens = TENS.get(first);
  const unit = UNITS.get(first);
  if (tens === undefined && unit === undefined) return { value: 0, taken: 0 };
  const second = tens === undefined ? 0 : (UNITS.get(words[at + skipped + 1] ?? "") ?? 0);
  const hasSecond = second >= 1 && second <= 9;
  const value = (tens ?? unit ?? 0) + (hasSecond ? second : 0);
  return value < below ? { value, taken: skipped + (hasSecond ? 2 : 1) } : { value: 0, taken: 0 };
}
