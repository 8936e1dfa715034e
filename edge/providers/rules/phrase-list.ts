import { expandContractions } from "./normalise-text.ts";

/**
 * A table of formulations that mean the same thing. A phrase is plain words, in any case, with
 *
 *   (a|b c)    one of these
 *   [a|b]      one of these, or nothing
 *   *          up to four words of any kind
 *   <number>   a number, in digits or in words
 *   <name>     a word that may be a name: not an everyday one
 *
 * Brackets may stand in brackets. Contractions need no phrase of their own: "I'll" is read as "I will", "don't" as "do not".
 */
export type PhraseList = {
  /** Whose words these are. An utterance known, or guessed, to be the other party's does not count. */
  by: "agent" | "customer" | "anyone";
  phrases: readonly string[];
  /** Formulations that look like one of the phrases and mean something else. */
  unless?: readonly string[];
};

const NUMBER_WORDS =
  "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|" +
  "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|a couple of|a few";

const EVERYDAY_WORDS =
  "a|about|after|again|all|am|an|and|any|are|as|at|back|be|because|but|calling|can|could|customer|did|do|for|from|fine|" +
  "going|good|great|has|have|he|hello|help|her|here|hi|him|his|how|i|if|in|is|it|just|like|madam|mate|may|me|my|no|not|" +
  "now|of|okay|on|or|our|out|please|really|ridiculous|she|sir|so|sorry|speaking|still|terrible|thank|thanks|that|the|" +
  "their|them|there|they|this|to|today|too|us|very|was|we|well|were|what|when|where|who|why|will|with|would|yeah|yes|" +
  "you|your";

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  "*": "(?: \\S+){0,4}?",
  "<number>": ` (?:\\d+|${NUMBER_WORDS})(?: (?:\\d+|and|${NUMBER_WORDS}))*`,
  "<name>": ` (?!(?:${EVERYDAY_WORDS}) )\\p{L}+`,
};

function wordPattern(word: string): string {
  return PLACEHOLDERS[word] ?? ` ${word.replace(/[^\p{L}\p{N}]/gu, "")}`;
}

/** Reads alternatives up to the closing bracket, or to the end of the phrase when `close` is null. */
function alternatives(tokens: string[], close: ")" | "]" | null): string {
  let pattern = "";
  for (;;) {
    const token = tokens.shift() ?? null;
    if (token === close) return `(?:${pattern})`;
    if (token === null || token === ")" || token === "]") {
      throw new Error("brackets do not match");
    }
    if (token === "|") pattern += "|";
    else if (token === "(") pattern += alternatives(tokens, ")");
    else if (token === "[") pattern += `${alternatives(tokens, "]")}?`;
    else pattern += wordPattern(token);
  }
}

function phrasePattern(phrase: string): string {
  const tokens = expandContractions(phrase).match(/[()[\]|]|[^\s()[\]|]+/g) ?? [];
  return alternatives(tokens, null);
}

/**
 * One expression for a whole table, to be tested against text from `normaliseText`; null for an empty table. Throws when
 * a phrase's brackets do not match.
 */
export function phrasesPattern(phrases: readonly string[]): RegExp | null {
  if (phrases.length === 0) return null;
  return new RegExp(`(?:${phrases.map(phrasePattern).join("|")})(?= )`, "u");
}
