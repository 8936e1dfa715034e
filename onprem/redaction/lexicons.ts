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

/** The words by which a language is read. English is read everywhere: callers change over to it, and figures need no words. */
export function lexiconsOf(language: string): Lexicon[] {
  const own = LEXICONS.get(language);
  return own === undefined || own === english ? [english] : [own, english];
}
