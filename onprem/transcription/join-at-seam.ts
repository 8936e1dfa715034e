import type { SpeechRegion } from "../audio/voice-activity.ts";
import { isNumberOrLetter } from "./doubts/number-words.ts";
import { spokenWords } from "./doubts/spoken-words.ts";
import type { LocatedSegment, LocatedWord } from "./transcribe-window.ts";

/** How far apart two windows may place the same word. */
const SAME_WORD_SEC = 1;
/** Numbers look alike everywhere: here the times decide more strictly. */
const SAME_NUMBER_SEC = 0.5;
/** At a cut, each window may hear half a word. */
const MAX_HALF_WORDS = 1;
const MIN_LETTERS_FOR_TYPO = 4;

/**
 * Joins the texts of two windows that both hold the stretch `shared` of the recording, because speech was cut in the middle of
 * it: what both heard stays once. Words are the same when they read the same, or nearly, at about the same time; half a word
 * that one window heard at its edge gives way to the other's whole one. Where the windows heard different words each is
 * believed on its own side of the cut, as far as the other has words there at all; digits stay.
 */
export function joinAtSeam(
  before: readonly LocatedSegment[],
  after: readonly LocatedSegment[],
  shared: SpeechRegion,
): { before: LocatedSegment[]; after: LocatedSegment[] } {
  const { takenOffEnd, takenOffStart } = findDoubled(
    before.flatMap(({ words }) => words),
    after.flatMap(({ words }) => words),
    shared,
  );
  return { before: withoutEnd(before, takenOffEnd), after: withoutStart(after, takenOffStart) };
}

/** How many words are to go at the end of what was heard before the seam, and at the start of what was heard after it. */
export function findDoubled(
  before: readonly LocatedWord[],
  after: readonly LocatedWord[],
  shared: SpeechRegion,
): { takenOffEnd: number; takenOffStart: number } {
  const tail = before.filter(({ endSec }) => endSec >= shared.startSec - SAME_WORD_SEC);
  const head = after.filter(({ startSec }) => startSec <= shared.endSec + SAME_WORD_SEC);
  let best: Run | null = null;
  for (let halfAfter = 0; halfAfter <= MAX_HALF_WORDS; halfAfter++) {
    for (let halfBefore = 0; halfBefore <= MAX_HALF_WORDS; halfBefore++) {
      for (let from = 0; from < tail.length - halfBefore; from++) {
        const run = sameWords(
          tail.slice(from, tail.length - halfBefore),
          head.slice(halfAfter, halfAfter + tail.length - halfBefore - from),
        );
        if (run === null) continue;
        const candidate = { ...run, halfBefore, halfAfter };
        // Half a word goes only where the other window has the whole one.
        const isWholeAfter =
          halfBefore === 0 || isWhole(after[halfAfter + run.length], tail.at(-1));
        const isWholeBefore =
          halfAfter === 0 || isWhole(before.at(-1 - halfBefore - run.length), head[0]);
        if (isWholeAfter && isWholeBefore && isBetter(candidate, best)) best = candidate;
      }
    }
  }
  if (best === null) return wordsBeyondCut(before, after, shared);
  return { takenOffEnd: best.halfBefore, takenOffStart: best.halfAfter + best.length };
}

/** Words on the other window's side of the cut, if that heard something else there; not a digit is given up. */
function wordsBeyondCut(
  before: readonly LocatedWord[],
  after: readonly LocatedWord[],
  shared: SpeechRegion,
): { takenOffEnd: number; takenOffStart: number } {
  const cutSec = middleOf(shared);
  const isReplaced = (word: LocatedWord, others: readonly LocatedWord[]) =>
    !spokenWords(word.text).every(isNumberOrLetter) &&
    others.some(({ startSec, endSec }) => startSec < word.endSec && endSec > word.startSec);
  const beyond = before.filter((word) => middleOf(word) > cutSec);
  const ahead = after.filter((word) => middleOf(word) < cutSec);
  const kept = beyond.findLastIndex((word) => !isReplaced(word, after));
  const firstKept = ahead.findIndex((word) => !isReplaced(word, before));
  return {
    takenOffEnd: beyond.length - 1 - kept,
    takenOffStart: firstKept === -1 ? ahead.length : firstKept,
  };
}

/** The same words at the end of one text and at the start of the other. */
type Run = {
  length: number;
  /** Mean distance of their times. */
  apartSec: number;
  /** Whether all of them are digits, words for numbers or letters. */
  isNumber: boolean;
  halfBefore: number;
  halfAfter: number;
};

function sameWords(
  tail: readonly LocatedWord[],
  head: readonly LocatedWord[],
): Omit<Run, "halfBefore" | "halfAfter"> | null {
  if (tail.length !== head.length || tail.length === 0) return null;
  let apartSec = 0;
  let isNumber = true;
  for (const [at, word] of tail.entries()) {
    const other = head[at];
    if (other === undefined || !isSameWord(word.text, other.text)) return null;
    apartSec += Math.abs(middleOf(word) - middleOf(other)) / tail.length;
    isNumber &&= spokenWords(word.text).every(isNumberOrLetter);
  }
  if (apartSec > (isNumber ? SAME_NUMBER_SEC : SAME_WORD_SEC)) return null;
  return { length: tail.length, apartSec, isNumber };
}

/** Of words, as many as fit; of numbers, those that were said at the same time, so that no digit is lost. */
function isBetter(run: Run, best: Run | null): boolean {
  if (best === null) return true;
  if (run.isNumber && best.isNumber) return run.apartSec < best.apartSec;
  return run.length !== best.length ? run.length > best.length : run.apartSec < best.apartSec;
}

/** Whether a word can stand for half a word of the other window. A digit only for one that was said at the same time. */
function isWhole(word: LocatedWord | undefined, half: LocatedWord | undefined): boolean {
  if (word === undefined || half === undefined) return false;
  const isNumber = spokenWords(half.text).every(isNumberOrLetter);
  return !isNumber || Math.abs(middleOf(word) - middleOf(half)) <= SAME_NUMBER_SEC;
}

function isSameWord(text: string, other: string): boolean {
  const [word, otherWord] = [spokenWords(text).join(" "), spokenWords(other).join(" ")];
  if (word === otherWord) return word !== "";
  if (isNumberOrLetter(word) || isNumberOrLetter(otherWord)) return false;
  return (
    Math.min(word.length, otherWord.length) >= MIN_LETTERS_FOR_TYPO &&
    (word.startsWith(otherWord) || otherWord.startsWith(word) || differByOne(word, otherWord))
  );
}

/** Whether one letter more, less or other makes one word of the other. */
function differByOne(word: string, other: string): boolean {
  const [long, short] = word.length >= other.length ? [word, other] : [other, word];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && long[at] === short[at]) at++;
  return long.slice(at + 1) === short.slice(long.length === short.length ? at + 1 : at);
}

function middleOf({ startSec, endSec }: SpeechRegion): number {
  return (startSec + endSec) / 2;
}

function withoutEnd(segments: readonly LocatedSegment[], count: number): LocatedSegment[] {
  const last = segments.at(-1);
  if (count === 0 || last === undefined) return [...segments];
  const words = last.words.slice(0, Math.max(0, last.words.length - count));
  const rest = segments.slice(0, -1);
  const lastWord = words.at(-1);
  if (lastWord === undefined) return withoutEnd(rest, count - last.words.length);
  const endSec = Math.max(last.startSec, Math.min(last.endSec, lastWord.endSec));
  return [...rest, { ...last, words, text: textOf(words), endSec }];
}

function withoutStart(segments: readonly LocatedSegment[], count: number): LocatedSegment[] {
  const [first, ...rest] = segments;
  if (count === 0 || first === undefined) return [...segments];
  const words = first.words.slice(count);
  const [firstWord] = words;
  if (firstWord === undefined) return withoutStart(rest, count - first.words.length);
  const startSec = Math.min(first.endSec, Math.max(first.startSec, firstWord.startSec));
  return [{ ...first, words, text: textOf(words), startSec }, ...rest];
}

function textOf(words: readonly LocatedWord[]): string {
  return words
    .map(({ text }) => text)
    .join("")
    .trim();
}
