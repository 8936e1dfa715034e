import type { Segment } from "#shared/contracts/transcript.ts";

import type { InjectionSign } from "../judging/scored-criterion.ts";
import { cuedMatcher, type CuedPatterns } from "./cued-patterns.ts";
import { heardTexts } from "./heard-words.ts";
import {
  FOREIGN_PATTERNS,
  FOREIGN_SCORE_ORDERS,
  LATIN_STEMS,
  OTHER_SCRIPTS,
} from "./injection-patterns-foreign.ts";
import {
  ABOUT_A_SURVEY,
  BROKEN_ORDERS,
  FOLLOW_UP,
  MARKUP_PATTERNS,
  SCORE_ORDERS,
  SPELLED_PATTERNS,
  STRONG_PATTERNS,
} from "./injection-patterns.ts";
import { spokenWords } from "./spoken-words.ts";

/** Stands where a sentence was taken out. It has no words, so nothing can be quoted from it or counted in it. */
export const REMOVED = "[…]";

export type ScreenedTranscript = {
  /** As many segments as before, with REMOVED in place of sentences that speak to the judge. */
  segments: Segment[];
  injections: InjectionSign[];
};

type Sentence = { segment: number; text: string };

/**
 * Takes out every sentence in which someone on the call speaks to the judge instead of the other party, also when it
 * runs over neighbouring segments. The judge never sees it and cannot be moved by it; it is kept as a sign for people.
 */
export function screenForInjection(segments: readonly Segment[]): ScreenedTranscript {
  const sentences = segments.flatMap(({ text }, segment) =>
    (text.match(/[^.!?…]+[.!?…]*\s*|[.!?…]+\s*/gu) ?? []).map((own): Sentence => {
      return { segment, text: own };
    }),
  );
  const removed = sentencesToTheJudge(sentences);
  const bySegment = Map.groupBy(sentences.keys(), (index) => sentences[index]?.segment);
  const injections: InjectionSign[] = [];
  const screened = segments.map((segment, index) => {
    const own = bySegment.get(index) ?? [];
    const taken = own.filter((at) => removed.has(at));
    if (taken.length === 0) return segment;
    const textOf = (at: number) => sentences[at]?.text ?? "";
    injections.push({
      segment: index,
      start_sec: segment.start_sec,
      text: taken.map((at) => textOf(at).trim()).join(" "),
    });
    const left = own.map((at) => (removed.has(at) ? `${REMOVED} ` : textOf(at)));
    return { ...segment, text: left.join("").trim() };
  });
  return { segments: screened, injections };
}

const ORDERS_FOR_A_MARK: ReadonlySet<CuedPatterns> = new Set([
  ...SCORE_ORDERS,
  ...FOREIGN_SCORE_ORDERS,
]);
/** For the tests, which hold the cues against the patterns. */
export const CUED_PATTERNS: readonly CuedPatterns[] = [
  ...STRONG_PATTERNS,
  ...FOREIGN_PATTERNS,
  LATIN_STEMS,
  ...ORDERS_FOR_A_MARK,
];
const findCued = cuedMatcher(CUED_PATTERNS);
const HAS_OTHER_LETTERS = /[^ -~]/;
/** Without one of these there is no markup. */
const MARKUP_SIGNS = /[<`[{:]/;

/** Places of the sentences that speak to the judge. */
function sentencesToTheJudge(sentences: readonly Sentence[]): Set<number> {
  const removed = new Set<number>();
  const texts = sentences.map(({ text }) => text);
  const said = texts.map(spokenWords);
  for (const { text, sentencesOf } of heardTexts(said)) {
    const remove = (from: number, to: number, isOrder: boolean) => {
      const hit = sentencesOf(from, to);
      if (hit === null) return;
      const own = said.slice(hit.first, hit.last + 1);
      if (isOrder && own.some((sentence) => ABOUT_A_SURVEY.test(sentence))) return;
      for (let at = hit.first; at <= hit.last; at++) removed.add(at);
    };
    for (const { from, to, group } of findCued(text)) {
      remove(from, to, ORDERS_FOR_A_MARK.has(group));
    }
    const uncued = [...SPELLED_PATTERNS, ...(HAS_OTHER_LETTERS.test(text) ? OTHER_SCRIPTS : [])];
    for (const match of uncued.flatMap((pattern) => [...text.matchAll(pattern)])) {
      remove(match.index, match.index + match[0].length, false);
    }
  }
  texts.forEach((text, at) => {
    if (MARKUP_SIGNS.test(text) && MARKUP_PATTERNS.some((pattern) => pattern.test(text))) {
      removed.add(at);
    }
    if (isBrokenOrder(said[at] ?? "")) removed.add(at);
  });
  said.forEach((sentence, at) => {
    if (removed.has(at - 1) && FOLLOW_UP.test(sentence)) removed.add(at);
  });
  return removed;
}

function isBrokenOrder(sentence: string): boolean {
  const unspaced = sentence.replaceAll(" ", "");
  return BROKEN_ORDERS.some(
    ({ needs, order, unbroken }) =>
      needs.some((word) => unspaced.includes(word)) &&
      order.test(unspaced) &&
      !unbroken.every((word) => word.test(sentence)),
  );
}
