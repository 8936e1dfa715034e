import { english } from "./english.ts";
import type { Lexicon } from "./lexicon.ts";

const LEXICONS: Record<string, Lexicon> = { en: english };

/** Whether number words and cues of a language (an ISO 639 code) are known. */
export function hasLexicon(language: string): boolean {
  return Object.hasOwn(LEXICONS, language);
}

/** The words of a language; of English where it has none, so that numbers in figures are found all the same. */
export function lexiconOf(language: string): Lexicon {
  return LEXICONS[language] ?? english;
}
