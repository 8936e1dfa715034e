import type { Segment } from "#shared/contracts/transcript.ts";

import { ABOUT_A_SURVEY, FOLLOW_UP, SCORE_ORDERS, STRONG_PATTERNS } from "./injection-patterns.ts";
import type { InjectionSign } from "./scored-criterion.ts";
import { spokenWords } from "./spoken-words.ts";

/** Stands where a sentence was taken out. It has no words, so nothing can be quoted from it or counted in it. */
export const REMOVED = "[…]";

export type ScreenedTranscript = {
  /** As many segments as before, with REMOVED in place of sentences that speak to the judge. */
  segments: Segment[];
  injections: InjectionSign[];
};

/** `from` and `to` are its place in the words of the whole transcript. */
type Sentence = { text: string; from: number; to: number };

/**
 * Takes out every sentence in which someone on the call speaks to the judge instead of the other party, also when it
 * runs over neighbouring segments. The judge never sees it and cannot be moved by it; it is kept as a sign for people.
 */
export function screenForInjection(segments: readonly Segment[]): ScreenedTranscript {
  const { sentences, words } = splitSentences(segments);
  const removed = sentencesToTheJudge(sentences.flat(), words);
  const injections: InjectionSign[] = [];
  const screened = segments.map((segment, index) => {
    const own = sentences[index] ?? [];
    const taken = own.filter((sentence) => removed.has(sentence));
    if (taken.length === 0) return segment;
    injections.push({
      segment: index,
      start_sec: segment.start_sec,
      text: taken.map((sentence) => sentence.text.trim()).join(" "),
    });
    const left = own.map((sentence) => (removed.has(sentence) ? `${REMOVED} ` : sentence.text));
    return { ...segment, text: left.join("").trim() };
  });
  return { segments: screened, injections };
}

/** The sentences of each segment, and the words of all of them as one text. */
function splitSentences(segments: readonly Segment[]): { sentences: Sentence[][]; words: string } {
  const words: string[] = [];
  let offset = 0;
  const sentences = segments.map((segment) =>
    (segment.text.match(/[^.!?…]+[.!?…]*\s*|[.!?…]+\s*/gu) ?? []).map((text) => {
      const spoken = spokenWords(text);
      const sentence = { text, from: offset, to: offset + spoken.length };
      if (spoken !== "") {
        words.push(spoken);
        offset += spoken.length + 1;
      }
      return sentence;
    }),
  );
  return { sentences, words: words.join(" ") };
}

function sentencesToTheJudge(sentences: readonly Sentence[], words: string): Set<Sentence> {
  const removed = new Set<Sentence>();
  const find = (patterns: readonly RegExp[], counts: (hit: readonly Sentence[]) => boolean) => {
    for (const match of patterns.flatMap((pattern) => [...words.matchAll(pattern)])) {
      const end = match.index + match[0].length;
      const hit = sentences.filter(({ from, to }) => from < end && to > match.index);
      if (counts(hit)) for (const sentence of hit) removed.add(sentence);
    }
  };
  const said = ({ from, to }: Sentence) => words.slice(from, to);
  find(STRONG_PATTERNS, () => true);
  find(SCORE_ORDERS, (hit) => !hit.some((sentence) => ABOUT_A_SURVEY.test(said(sentence))));
  sentences.forEach((sentence, index) => {
    const before = sentences[index - 1];
    if (before !== undefined && removed.has(before) && FOLLOW_UP.test(said(sentence))) {
      removed.add(sentence);
    }
  });
  return removed;
}
