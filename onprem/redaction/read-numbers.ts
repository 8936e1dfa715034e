import { lookUp, type Lexicon } from "./lexicon.ts";
import type { Token } from "./tokenise.ts";

/** A number as one group of figures or words says it: "4242", "forty-two", "double four", "nine hundred". */
export interface DigitGroup {
  /** Indices of its first and last token. */
  first: number;
  last: number;
  digits: string;
  /** A word that may be no digit at all: "oh", or "for" written for "four". */
  doubt: "none" | "weak_zero" | "homophone";
}

interface Reading {
  last: number;
  digits: string;
}

const MAX_PLURAL_COUNT = 6;
const MAX_COMPOUND_WORDS = 4;

/** Reads every number in a call. `isTaken` says which tokens are part of something else. */
export function readNumbers(
  tokens: readonly Token[],
  lexicon: Lexicon,
  isTaken: (index: number) => boolean,
): DigitGroup[] {
  /** The word at an index, unless it is none or taken. */
  const word = (index: number): string => {
    const token = tokens[index];
    return token?.kind === "word" && !isTaken(index) ? token.text : "";
  };

  /** The index of what follows in the same segment, past a hyphen. */
  const after = (index: number): number => {
    const isHyphen = tokens[index + 1]?.text === "-";
    const next = isHyphen ? index + 2 : index + 1;
    return tokens[next]?.segment === tokens[index]?.segment ? next : -1;
  };

  /** One digit, in words or figures, weak zeros included. */
  const readDigit = (index: number): Reading | undefined => {
    const token = tokens[index];
    if (token?.kind === "figures" && token.text.length === 1) {
      return { last: index, digits: token.text };
    }
    const digit = lookUp(lexicon.digits, word(index)) ?? (isWeakZero(index) ? "0" : undefined);
    return digit === undefined ? undefined : { last: index, digits: digit };
  };

  const isWeakZero = (index: number) => lexicon.weakZeros.includes(word(index));

  const hasCompounds = Object.keys(lexicon.compounds).length > 0;
  /** "quatre-vingt-douze", the longest that fits. */
  const readCompound = (index: number): Reading | undefined => {
    if (!hasCompounds || word(index) === "") return undefined;
    let found: Reading | undefined;
    let said = word(index);
    let last = index;
    for (let words = 1; words <= MAX_COMPOUND_WORDS; words++) {
      const digits = lookUp(lexicon.compounds, said);
      if (digits !== undefined) found = { last, digits };
      last = after(last);
      if (word(last) === "") break;
      said += ` ${word(last)}`;
    }
    return found;
  };

  /** 0 to 99 in words. */
  const readSmall = (index: number): Reading | undefined => {
    const compound = readCompound(index);
    if (compound !== undefined) return compound;
    const digit = lookUp(lexicon.digits, word(index));
    if (digit !== undefined) return { last: index, digits: digit };
    const teen = lookUp(lexicon.teens, word(index));
    if (teen !== undefined) return { last: index, digits: teen };
    const ten = lookUp(lexicon.tens, word(index));
    if (ten === undefined) return undefined;
    const unitAt = after(index);
    const unit = lookUp(lexicon.digits, word(unitAt));
    if (unit === undefined || unit === "0") return { last: index, digits: `${ten}0` };
    return { last: unitAt, digits: `${ten}${unit}` };
  };

  /**
   * A cardinal in words. Read aloud digit by digit, "nine hundred one two" is 900 1 2 and not 901 2, so hundreds without
   * thousands take up what follows only after an "and".
   */
  const readCardinal = (index: number): Reading | undefined => {
    const small = readSmall(index);
    if (small === undefined) return undefined;
    let { last } = small;
    let value = Number(small.digits);
    let isCompound = false;

    const takeRest = (needsAnd: boolean) => {
      const next = after(last);
      const isAnd = word(next) === lexicon.and;
      if (needsAnd && !isAnd) return;
      const rest = readSmall(isAnd ? after(next) : next);
      if (rest === undefined || (!isAnd && rest.digits.length === 1)) return;
      value += Number(rest.digits);
      last = rest.last;
    };

    if (word(after(last)) === lexicon.hundred) {
      last = after(last);
      value *= 100;
      isCompound = true;
      takeRest(true);
    }
    if (word(after(last)) === lexicon.thousand) {
      last = after(last);
      value *= 1000;
      isCompound = true;
      const hundreds = readSmall(after(last));
      if (hundreds !== undefined && word(after(hundreds.last)) === lexicon.hundred) {
        value += Number(hundreds.digits) * 100;
        last = after(hundreds.last);
      }
      takeRest(false);
    }
    return isCompound ? { last, digits: String(value) } : small;
  };

  /** "double four", "triple forty-two", "double sevens". */
  const readRepeated = (index: number): Reading | undefined => {
    const times = lookUp(lexicon.repeaters, word(index));
    if (times === undefined) return undefined;
    const next = after(index);
    const plural = lookUp(lexicon.plurals, word(next));
    const reading =
      plural === undefined ? (readDigit(next) ?? readSmall(next)) : { last: next, digits: plural };
    return reading && { last: reading.last, digits: reading.digits.repeat(times) };
  };

  /** "three sevens". */
  const readPlural = (index: number): Reading | undefined => {
    const count = Number(lookUp(lexicon.digits, word(index)) ?? "0");
    const plural = lookUp(lexicon.plurals, word(after(index)));
    if (plural === undefined || count === 0 || count > MAX_PLURAL_COUNT) return undefined;
    return { last: after(index), digits: plural.repeat(count) };
  };

  const readGroup = (index: number): DigitGroup | undefined => {
    if (isTaken(index)) return undefined;
    const token = tokens[index];
    if (token?.kind === "figures") {
      return { first: index, last: index, digits: token.text, doubt: "none" };
    }
    const reading = readRepeated(index) ?? readPlural(index) ?? readCardinal(index);
    if (reading !== undefined) return { first: index, ...reading, doubt: "none" };
    const lonePlural = lookUp(lexicon.plurals, word(index));
    if (isWeakZero(index)) {
      return { first: index, last: index, digits: "0", doubt: "weak_zero" };
    }
    const homophone = lookUp(lexicon.homophones, word(index)) ?? lonePlural;
    return homophone === undefined
      ? undefined
      : { first: index, last: index, digits: homophone, doubt: "homophone" };
  };

  const groups: DigitGroup[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const group = readGroup(index);
    if (group === undefined) continue;
    groups.push(group);
    index = group.last;
  }
  return groups;
}
