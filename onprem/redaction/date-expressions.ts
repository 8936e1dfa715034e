import { isJoiner } from "./digit-clusters.ts";
import type { Lexicon } from "./lexicon.ts";
import type { ReadCall } from "./read-call.ts";

/** A date with a month or a day in words: "September twenty seven", "the ninth of 2027", "nine of 27". */
export interface DateExpression {
  /** Index of its first token. */
  first: number;
  segment: number;
  /** Offsets in the segment's text. */
  start: number;
  end: number;
}

/** All dates of a call that are not digits alone, in order. */
export function findDates(call: ReadCall, lexicon: Lexicon): DateExpression[] {
  const { tokens, groups, isPassable } = call;
  const numbers = new Set<number>();
  for (const { first, last } of groups) {
    for (let index = first; index <= last; index++) numbers.add(index);
  }
  const months = new Set(lexicon.months);
  const ordinals = new Set(lexicon.ordinals);
  const isDatePart = (index: number) => {
    const word = tokens[index]?.text ?? "";
    return numbers.has(index) || months.has(word) || ordinals.has(word);
  };
  const isLink = (index: number) => {
    const token = tokens[index];
    return (
      token !== undefined && (isJoiner(token) || token.text === lexicon.of || isPassable(index))
    );
  };

  const dates: DateExpression[] = [];
  for (let first = 0; first < tokens.length; first++) {
    if (!isDatePart(first)) continue;
    const segment = tokens[first]?.segment ?? 0;
    let last = first;
    for (let index = first + 1; tokens[index]?.segment === segment; index++) {
      if (isDatePart(index)) last = index;
      else if (!isLink(index)) break;
    }
    const words = tokens.slice(first, last + 1).map(({ text }) => text);
    const hasNumber = tokens
      .slice(first, last + 1)
      .some((_, offset) => numbers.has(first + offset));
    const named = words.filter((word) => months.has(word) || (hasNumber && ordinals.has(word)));
    const isSure =
      named.some((word) => hasNumber || !lexicon.ambiguousMonths.includes(word)) ||
      (hasNumber && words.includes(lexicon.of));
    if (isSure) {
      const start = tokens[first]?.start ?? 0;
      dates.push({ first, segment, start, end: tokens[last]?.end ?? start });
    }
    first = last;
  }
  return dates;
}
