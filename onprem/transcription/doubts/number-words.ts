import { readFileSync } from "node:fs";

import * as z from "zod";

const NUMBER_WORDS = new Set(
  Object.values(
    z
      .record(z.string(), z.string())
      .parse(JSON.parse(readFileSync(new URL("number-words.json", import.meta.url), "utf8"))),
  ).flatMap((words) => words.split(" ")),
);

/**
 * Whether a word belongs to a number read aloud or a name spelled out: digits, words for them in any of the languages of
 * number-words.json, single letters. Such words are repeated for good reason.
 */
export function isNumberOrLetter(word: string): boolean {
  return /\p{N}/u.test(word) || /^\p{L}\p{M}*$/u.test(word) || NUMBER_WORDS.has(word);
}
