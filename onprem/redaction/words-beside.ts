import type { ChainPart, DigitChain } from "./digit-chains.ts";
import type { Phrase } from "./find-phrases.ts";
import type { Lexicon } from "./lexicon.ts";
import type { ReadCall } from "./read-call.ts";

const MAX_CODE_DIGITS = 4;

/** Whether a word with a meaning of its own, and no cue, stands directly before or after. */
export function touchesTalk(call: ReadCall, { segment, groups }: ChainPart): boolean {
  const beside = [(groups[0]?.first ?? 0) - 1, (groups.at(-1)?.last ?? 0) + 1];
  return beside.some((index) => call.tokens[index]?.segment === segment && call.isTalk(index));
}

/** Whether words with a meaning of their own, none of a card, lead up to a token in its segment: "we won with" 3, 11. */
export function comesWithTalk(call: ReadCall, first: number): boolean {
  const { tokens, isPassable, isTalk, phraseAt } = call;
  const segment = tokens[first]?.segment;
  let index = first - 1;
  while (tokens[index]?.segment === segment && isPassable(index)) index--;
  if (tokens[index]?.segment !== segment) return false;
  const kind = phraseAt(index)?.kind;
  return (
    isTalk(index) || tokens[index]?.text === "+" || kind === "other_topic" || kind === "no_cue"
  );
}

export function precedesTalk(call: ReadCall, { last }: DigitChain): boolean {
  return call.tokens[last + 1]?.segment === call.tokens[last]?.segment && call.isTalk(last + 1);
}

/** "317 on the back" */
export function isCodeBeside({ last, digits }: DigitChain, cue: Phrase): boolean {
  return cue.kind === "security_code" && cue.first === last + 1 && digits.length <= MAX_CODE_DIGITS;
}

/** "Four two … is my card number": only "is my" and its like stand between the digits, to `last`, and the cue. */
export function isNamedBy(
  { tokens, isPassable }: ReadCall,
  { linkingVerbs, linkingWords }: Lexicon,
  last: number,
  cue: Phrase,
): boolean {
  const between = tokens
    .slice(last + 1, cue.first)
    .map(({ text }, offset) => ({ text, index: last + 1 + offset }));
  return (
    between.some(({ text }) => linkingVerbs.includes(text)) &&
    between.every(
      ({ text, index }) =>
        linkingVerbs.includes(text) || linkingWords.includes(text) || isPassable(index),
    )
  );
}
