import { INAUDIBLE, KNOWN_PLACEHOLDERS } from "#shared/contracts/transcript.ts";

import { REMOVED } from "../injection/injection.ts";

/** Stands between words that do not follow each other on the call; no quote contains it. */
export const GAP = "\n";

/** A word of one of several texts. */
export type SpokenToken = {
  /** Which text it is from. */
  source: number;
  /** Its place there, in characters. */
  from: number;
  to: number;
  /** Its place in `SpokenText.text`. */
  textStart: number;
  textEnd: number;
};

/** Texts reduced to what is heard, all in one and without spaces, with the way back to where each word stands. */
export type SpokenText = {
  text: string;
  tokens: SpokenToken[];
  /** How many of the tokens are words, and not just something that nobody understood. */
  words: number;
  /** Tokens by where they begin and end in `text`. */
  startingAt: Map<number, number>;
  endingAt: Map<number, number>;
};

const escaped = (text: string) => text.replaceAll(/[[\]]/g, "\\$&");
const PLACEHOLDERS = [...KNOWN_PLACEHOLDERS, INAUDIBLE].map(escaped);
/** Scripts that put no spaces between words: there each character is one. */
const UNSPACED =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]";
const TOKEN = new RegExp(
  `${escaped(REMOVED)}|${PLACEHOLDERS.join("|")}|${UNSPACED}\\p{M}*|(?:(?!${UNSPACED})[\\p{L}\\p{M}\\p{N}\\p{Cf}'’‘ʼ\`´])+|%`,
  "giu",
);

const UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS =
  "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const NUMBERS = new Map<string, string>([
  ...UNITS.map((word, value): [string, string] => [word, String(value)]),
  ...TEENS.map((word, index): [string, string] => [word, String(index + 10)]),
  ...TENS.map((word, index): [string, string] => [word, String((index + 2) * 10)]),
  ["%", "percent"],
]);

/**
 * Reduces texts to what is heard: lower case, no punctuation, no spaces, numbers as digits ("four four one" and "441" are the
 * same, so are "twenty five" and "25"). Placeholders stay what they are, so that "card" is not "[CARD]".
 */
export function textOfSpeech(sources: readonly string[]): SpokenText {
  const found = sources.flatMap((text, source) =>
    [...text.matchAll(TOKEN)].map((match) => ({
      source,
      from: match.index,
      to: match.index + match[0].length,
      written: match[0],
      heard: heardWord(match[0]),
    })),
  );
  const spoken: SpokenText = {
    text: "",
    tokens: [],
    words: 0,
    startingAt: new Map(),
    endingAt: new Map(),
  };
  const pieces: string[] = [];
  let length = 0;
  found.forEach(({ source, from, to, written, heard }, index) => {
    const text = written === REMOVED ? GAP : asNumber(heard, found[index + 1]?.heard);
    if (text === "") return;
    pieces.push(text);
    const textStart = length;
    length += text.length;
    if (text === GAP) return;
    spoken.startingAt.set(textStart, spoken.tokens.length);
    spoken.endingAt.set(length, spoken.tokens.length);
    spoken.tokens.push({ source, from, to, textStart, textEnd: length });
    if (text !== INAUDIBLE) spoken.words += 1;
  });
  spoken.text = pieces.join("");
  return spoken;
}

function heardWord(written: string): string {
  const lower = written.normalize("NFKC").toLowerCase();
  return lower.startsWith("[") || lower === "%"
    ? lower
    : lower.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "");
}

/** A number word as digits; of "twenty" before "five" only the 2. */
function asNumber(heard: string, next: string | undefined): string {
  const isTensBeforeUnit = TENS.includes(heard) && next !== undefined && UNITS.indexOf(next) > 0;
  const digits = NUMBERS.get(heard) ?? heard;
  return isTensBeforeUnit ? digits.slice(0, 1) : digits;
}
