import type { ClassifiedGroup } from "./classify-numbers.ts";
import type { ReadCall } from "./read-call.ts";

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
    if (last !== undefined && isUnbroken(last.last + 1, group.first, call.isPassable)) {
      chains.at(-1)?.push(group);
    } else {
      chains.push([group]);
    }
  }
  return chains.map((groups) => toChain(groups, call));
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
