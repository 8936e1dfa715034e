import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { cued, cuedMatcher, type CuedPatterns } from "./cued-patterns.ts";
import { CUED_PATTERNS } from "./injection.ts";

const FILLER = Array.from({ length: 60 }, (_, index) => `w${index}`).join(" ");

/** What all patterns match, cues or not. */
function everyMatch(groups: readonly CuedPatterns[], text: string): string[] {
  return groups
    .flatMap(({ patterns }) => patterns)
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match) => `${match.index} ${match[0]}`)
    .toSorted();
}

function foundByCues(groups: readonly CuedPatterns[], text: string): string[] {
  return cuedMatcher(groups)(text)
    .map(({ from, to }) => `${from} ${text.slice(from, to)}`)
    .toSorted();
}

/** A pattern without what stands before or after a match, which the generator of texts does not know. */
function withoutLookarounds({ source }: RegExp): RegExp {
  let plain = "";
  for (let at = 0; at < source.length; at++) {
    const isLookaround = /^\(\?(?:=|!|<=|<!)/.test(source.slice(at, at + 4));
    if (isLookaround) at = closingOf(source, at);
    else plain += source.charAt(at);
  }
  return new RegExp(`^${plain.replaceAll("\\b", "").replaceAll("\\w+", "[a-z]{1,6}")}$`);
}

function closingOf(source: string, opening: number): number {
  let depth = 0;
  for (let at = opening; at < source.length; at++) {
    if (source.charAt(at) === "\\") at += 1;
    else if (source.charAt(at) === "(") depth += 1;
    else if (source.charAt(at) === ")") depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error(`no end of the group in ${source}`);
}

const each = CUED_PATTERNS.flatMap((group) =>
  group.patterns.map((pattern): [string, RegExp, CuedPatterns] => [pattern.source, pattern, group]),
);

describe("the cues of a pattern are in all that it matches", () => {
  test.each(each)("%s", (_, pattern, group) => {
    const own = [{ ...group, patterns: [pattern] }];
    let matched = 0;
    fc.assert(
      fc.property(fc.stringMatching(withoutLookarounds(pattern)), (text) => {
        for (const within of [text, `${FILLER} ${text}`, `${text} in ${FILLER}`]) {
          const expected = everyMatch(own, within);
          matched += expected.length;
          expect(foundByCues(own, within)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
    expect(matched).toBeGreaterThan(0);
  });
});

test("matches far apart, side by side and at either end are all found, and nothing twice", () => {
  const own = [cued(["left", "right "], "(?:left|right) \\w+")];
  const text = `left a ${FILLER} right b left c ${FILLER} right d`;
  expect(foundByCues(own, text)).toEqual(everyMatch(own, text));
  expect(foundByCues(own, text)).toHaveLength(4);
});

test("a pattern is not run where none of its cues stands", () => {
  const own = [cued(["right "], "(?:left|rightly) \\w+")];
  expect(foundByCues(own, `left a rightly b ${FILLER}`)).toEqual([]);
});
