import type { ClassifiedGroup } from "./classify-numbers.ts";
import type { ReadCall } from "./read-call.ts";

const MAX_REMARKS = 2;
const MAX_REMARK_WORDS = 3;
/** More are a number of their own. */
const MAX_PIECE_DIGITS = 8;

/** Digits said without a break: one segment, and no word but a hesitation between them. */
export interface ChainPart {
  segment: number;
  groups: ClassifiedGroup[];
  digits: string;
}

/** Digits with nothing but fillers and interjections between them, over as many segments as they take. */
export interface DigitChain {
  parts: ChainPart[];
  digits: string;
  /** Indices of the first and last token. */
  first: number;
  last: number;
}

/** All digits of a call that may belong to a number read aloud, in order. */
export function findDigitChains(call: ReadCall): DigitChain[] {
  const chains: ClassifiedGroup[][] = [];
  for (const group of call.groups) {
    if (group.role !== "digits") continue;
    const last = chains.at(-1)?.at(-1);
    if (
      last !== undefined &&
      (isUnbroken(last.last + 1, group.first, call.isPassable) || isBriefRemark(last, group, call))
    ) {
      chains.at(-1)?.push(group);
    } else {
      chains.push([group]);
    }
  }
  return chains.map((groups) => toChain(groups, call));
}

/**
 * Whether only a few words of the other party lie between two stretches of digits that fill segments of their own: nobody
 * can list all that people say while a number is read to them. A question or a word for a number ends it.
 */
function isBriefRemark(before: ClassifiedGroup, after: ClassifiedGroup, call: ReadCall): boolean {
  const { tokens, isDigitsOnly, isTalk, isPassable } = call;
  const [from, to] = [tokens[before.last]?.segment ?? 0, tokens[after.first]?.segment ?? 0];
  if (to - from < 2 || to - from > MAX_REMARKS + 1) return false;
  if (!isDigitsOnly(from) || !isDigitsOnly(to)) return false;
  if ([from, to].some((segment) => call.digitsIn(segment) > MAX_PIECE_DIGITS)) return false;
  let words = 0;
  for (let index = before.last + 1; index < after.first; index++) {
    if (tokens[index]?.text === "?" || !(isPassable(index) || isTalk(index))) return false;
    if (isTalk(index)) words++;
  }
  return words <= MAX_REMARK_WORDS;
}

function toChain(groups: readonly ClassifiedGroup[], call: ReadCall): DigitChain {
  const { tokens, isHesitation } = call;
  const parts: ChainPart[] = [];
  for (const group of groups) {
    const segment = tokens[group.first]?.segment ?? 0;
    const part = parts.at(-1);
    const last = part?.groups.at(-1);
    const isPunctuated = (index: number) =>
      tokens[index]?.kind === "punctuation" || isHesitation(index);
    if (
      part?.segment === segment &&
      last !== undefined &&
      isUnbroken(last.last + 1, group.first, isPunctuated)
    ) {
      part.groups.push(group);
      part.digits += group.digits;
    } else {
      parts.push({ segment, groups: [group], digits: group.digits });
    }
  }
  return {
    parts,
    digits: parts.map(({ digits }) => digits).join(""),
    first: groups[0]?.first ?? 0,
    last: groups.at(-1)?.last ?? 0,
  };
}

function isUnbroken(from: number, to: number, isPassable: (index: number) => boolean): boolean {
  for (let index = from; index < to; index++) {
    if (!isPassable(index)) return false;
  }
  return true;
}
