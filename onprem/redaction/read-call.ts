import { classifyNumbers, type ClassifiedGroup } from "./classify-numbers.ts";
import { isJoiner } from "./digit-clusters.ts";
import { findPhrases, type Phrase } from "./find-phrases.ts";
import type { Lexicon } from "./lexicon.ts";
import { tokenise, type Token } from "./tokenise.ts";

/** A call's words with everything that decides what its digits are. */
export interface ReadCall {
  tokens: Token[];
  phrases: Phrase[];
  /** The phrase that a token is part of. */
  phraseAt: (index: number) => Phrase | undefined;
  groups: ClassifiedGroup[];
  /** Whether a token says nothing of its own: punctuation, "um", "and then", "go on". */
  isPassable: (index: number) => boolean;
  /** Whether a token is a word of other talk: no number, no cue and not passable. */
  isTalk: (index: number) => boolean;
  /** Whether a token is a sound of hesitation, which does not separate two numbers. */
  isHesitation: (index: number) => boolean;
  /** Whether a token takes back what was said before it. */
  isCorrection: (index: number) => boolean;
  /** How many digits of numbers read aloud a segment has. */
  digitsIn: (segment: number) => number;
  /** Whether a segment holds digits and otherwise only what is passable. */
  isDigitsOnly: (segment: number) => boolean;
  /** How many segments before this one had something else to say. */
  talkBefore: (segment: number) => number;
}

/** Reads a call's texts by the words of one language. */
export function readCall(texts: readonly string[], lexicon: Lexicon): ReadCall {
  const tokens = tokenise(texts);
  const phrases = findPhrases(tokens, lexicon);
  const phraseAt = spread(phrases);
  const groups = classifyNumbers(tokens, lexicon, (index) => phraseAt.get(index));
  const groupAt = spread(groups);

  // An "oh" that is no nought is an exclamation.
  const fillers = new Set([...lexicon.fillers, ...lexicon.hesitations, ...lexicon.weakZeros]);
  const corrections = new Set(lexicon.corrections);
  const hesitations = new Set(lexicon.hesitations);
  const isPassable = (index: number): boolean => {
    const token = tokens[index];
    if (token === undefined) return false;
    const role = groupAt.get(index)?.role;
    if (role !== undefined) return role === "count";
    const phrase = phraseAt.get(index);
    if (phrase !== undefined) return phrase.kind === "interjection";
    return token.kind === "word" ? fillers.has(token.text) : isJoiner(token);
  };

  const digitsIn = (segment: number) => digitCounts.get(segment) ?? 0;
  const withTalk = new Set<number>();
  const digitCounts = new Map<number, number>();
  for (const { first, role, digits } of groups) {
    const segment = tokens[first]?.segment ?? 0;
    if (role === "digits") digitCounts.set(segment, digitsIn(segment) + digits.length);
  }
  for (const [index, { segment, kind }] of tokens.entries()) {
    if (groupAt.get(index)?.role !== "digits" && kind !== "placeholder" && !isPassable(index))
      withTalk.add(segment);
  }
  let talk = 0;
  const talkCounts = texts.map((_, segment) => (withTalk.has(segment) ? talk++ : talk));

  return {
    tokens,
    phrases,
    phraseAt: (index) => phraseAt.get(index),
    groups,
    isPassable,
    isTalk: (index) =>
      tokens[index]?.kind === "word" &&
      !isPassable(index) &&
      !phraseAt.has(index) &&
      !groupAt.has(index),
    isHesitation: (index) => hesitations.has(tokens[index]?.text ?? ""),
    isCorrection: (index) => corrections.has(tokens[index]?.text ?? ""),
    digitsIn,
    isDigitsOnly: (segment) => digitCounts.has(segment) && !withTalk.has(segment),
    talkBefore: (segment) => talkCounts[segment] ?? talk,
  };
}

/** Which stretch a token belongs to. */
function spread<Stretch extends { first: number; last: number }>(
  stretches: readonly Stretch[],
): Map<number, Stretch> {
  const at = new Map<number, Stretch>();
  for (const stretch of stretches) {
    for (let index = stretch.first; index <= stretch.last; index++) at.set(index, stretch);
  }
  return at;
}
