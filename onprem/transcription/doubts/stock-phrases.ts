import { readFileSync } from "node:fs";

import * as z from "zod";

import { spokenWords } from "./spoken-words.ts";

/**
 * Texts that Whisper is known to make up where it hears nothing: it learned them from subtitles. Data in stock-phrases.json, by
 * language; a `*` at the end stands for any further words.
 */
export type StockPhrase =
  /** Nobody says it in a call. */
  | "never"
  /** People do say it; made up as well. */
  | "seldom";

const phrasesSchema = z.record(
  z.string(),
  z.strictObject({ never: z.array(z.string()), seldom: z.array(z.string()) }),
);
const phrases = phrasesSchema.parse(
  JSON.parse(readFileSync(new URL("stock-phrases.json", import.meta.url), "utf8")),
);
/** Whisper makes up English ones in any language. */
const ALWAYS = "en";

/** What kind of stock phrase a text is, when it is that and nothing else; null when it is none. */
export function stockPhrase(text: string, language: string): StockPhrase | null {
  const words = spokenWords(text).join(" ");
  const known = [phrases[language], phrases[ALWAYS]].filter((one) => one !== undefined);
  if (known.some(({ never }) => never.some((phrase) => isPhrase(words, phrase)))) return "never";
  if (known.some(({ seldom }) => seldom.some((phrase) => isPhrase(words, phrase)))) return "seldom";
  return null;
}

function isPhrase(words: string, phrase: string): boolean {
  return phrase.endsWith(" *") ? words.startsWith(phrase.slice(0, -1)) : words === phrase;
}
