import { english } from "./english.ts";
import { LANGUAGES } from "./languages.ts";
import type { Lexicon } from "./lexicon.ts";
import { smallLexicon } from "./small-lexicon.ts";

const LEXICONS = new Map<string, Lexicon>([
  ["en", english],
  ...Object.entries(LANGUAGES).map(([code, language]): [string, Lexicon] => [
    code,
    smallLexicon(language),
  ]),
]);

/** Whether number words and cues of a language (an ISO 639 code) are known. */
export function hasLexicon(language: string): boolean {
  return LEXICONS.has(language);
}

/** The words of a language; of English where it has none, so that numbers in figures are found all the same. */
export function lexiconOf(language: string): Lexicon {
  return LEXICONS.get(language) ?? english;
}
