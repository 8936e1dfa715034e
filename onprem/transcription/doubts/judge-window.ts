import type { Doubt } from "#shared/contracts/transcript.ts";

import type { SpeechRegion } from "../../audio/voice-activity.ts";
import { findRepetitions } from "./find-repetition.ts";
import { nonSpeech } from "./non-speech.ts";
import { spokenWords } from "./spoken-words.ts";
import { stockPhrase } from "./stock-phrases.ts";

/** A stretch of text as it was heard, in the recording's time. */
export type HeardSegment = SpeechRegion & { text: string; confidence: number };

/** A stretch where what was heard, or that nothing was heard, is not believed. */
export type Doubted = SpeechRegion & {
  reason: Doubt;
  /** Whether another try could bring the words out. */
  worthRetrying: boolean;
};

export type Judgement<T extends HeardSegment> = {
  believed: T[];
  doubted: Doubted[];
  /** Seconds of speech for which the believed texts are too short: words are probably missing, nobody knows where. */
  thinSec: number;
};

/** Speech this long is not passed over without a text or a mark. */
export const AUDIBLE_SEC = 1;
/** What the detector takes for speech and is shorter than this may be a click. */
const NOISE_SEC = 0.3;
/** The engine's times are this good. */
const TIME_SLACK_SEC = 0.5;
/** Nobody says more letters in a second; fast speakers reach 25. */
const MAX_LETTERS_PER_SEC = 40;
/** A stock phrase said in so many seconds of speech, more slowly than anybody speaks, was made up for something else. */
const DRAWN_OUT_SEC = 3;
const MIN_LETTERS_PER_SEC = 4;
/** Whisper may leave out sentences inside a segment. So much speech with so little text is worth another try. */
const THIN_SEC = 5;
const THIN_LETTERS_PER_SEC = 6;
const USUAL_LETTERS_PER_SEC = 13;
/** A digit or an ideograph is said in the time of so many letters. */
const LETTERS_PER_SIGN = 4;
const UNSURE_CONFIDENCE = 0.5;
const SPOKEN_SHARE = 0.4;

/**
 * Tells what is believable of the text that the engine heard in a window. `speech` is where the detector heard somebody.
 *
 * - `repetition`: the text goes round in circles; numbers and spelled names may.
 * - `text_over_silence`: more text than fits into the speech that is there.
 * - `stock_phrase`: a text that Whisper is known to make up, is all that the segment says, and another sign agrees: nobody says
 *   it in a call, the engine was unsure, or there is too little speech for it, or far too much.
 * - `no_text`: speech for which there is no text.
 */
export function judgeWindow<T extends HeardSegment>(
  heard: readonly T[],
  speech: readonly SpeechRegion[],
  language: string,
): Judgement<T> {
  const believed: T[] = [];
  const doubted: Doubted[] = [];
  const circling = circlingSegments(heard);
  const covered: SpeechRegion[] = [];
  for (const segment of heard) {
    const sound = nonSpeech(segment.text);
    // What the engine calls inaudible is speech without a text; what it calls music is none.
    if (sound === "unknown") continue;
    covered.push(segment);
    const reason =
      sound === "sound" ? "no_text" : reasonToDoubt(segment, circling, speech, language);
    if (reason === null) believed.push(segment);
    else doubted.push({ ...timesOf(segment), reason, worthRetrying: sound === null });
  }
  for (const gap of unheard(speech, covered)) {
    const isAudible = lengthOf(gap) >= AUDIBLE_SEC || heard.length === 0;
    doubted.push({ ...gap, reason: "no_text", worthRetrying: isAudible });
  }
  const thinSec = believed.reduce((sum, segment) => sum + missingSec(segment, speech), 0);
  return { believed, doubted, thinSec };
}

/** Seconds of speech between two instants. */
export function spokenSec(speech: readonly SpeechRegion[], within: SpeechRegion): number {
  return speech.reduce(
    (sum, { startSec, endSec }) =>
      sum + Math.max(0, Math.min(endSec, within.endSec) - Math.max(startSec, within.startSec)),
    0,
  );
}

function reasonToDoubt(
  segment: HeardSegment,
  circling: ReadonlySet<HeardSegment>,
  speech: readonly SpeechRegion[],
  language: string,
): Doubt | null {
  if (circling.has(segment)) return "repetition";
  const letters = segment.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const spoken = spokenSec(speech, segment);
  if (letters > MAX_LETTERS_PER_SEC * (spoken + TIME_SLACK_SEC)) return "text_over_silence";
  const phrase = stockPhrase(segment.text, language);
  if (phrase === null) return null;
  const isDrawnOut = spoken >= DRAWN_OUT_SEC && letters < MIN_LETTERS_PER_SEC * spoken;
  const isMadeUp =
    phrase === "never" ||
    segment.confidence < UNSURE_CONFIDENCE ||
    spoken < SPOKEN_SHARE * lengthOf(segment) ||
    isDrawnOut;
  return isMadeUp ? "stock_phrase" : null;
}

/** Seconds of speech that a segment has no words for, as far as its length tells. */
function missingSec(segment: HeardSegment, speech: readonly SpeechRegion[]): number {
  const spoken = spokenSec(speech, segment);
  const letters = countLetters(segment.text);
  if (spoken < THIN_SEC || letters >= THIN_LETTERS_PER_SEC * spoken) return 0;
  return spoken - letters / USUAL_LETTERS_PER_SEC;
}

function countLetters(text: string): number {
  const signs = text.match(/[\p{N}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu) ?? [];
  const all = text.match(/[\p{L}\p{N}]/gu) ?? [];
  return all.length + (LETTERS_PER_SIGN - 1) * signs.length;
}

/** Segments of which at least half only repeats what was said before. */
function circlingSegments(heard: readonly HeardSegment[]): Set<HeardSegment> {
  const words = heard.flatMap((segment) =>
    spokenWords(segment.text).map((word) => ({ word, segment })),
  );
  const repeated = new Map<HeardSegment, number>();
  for (const { from, to } of findRepetitions(words.map(({ word }) => word))) {
    for (const { segment } of words.slice(from, to)) {
      repeated.set(segment, (repeated.get(segment) ?? 0) + 1);
    }
  }
  return new Set(
    heard.filter((segment) => (repeated.get(segment) ?? 0) * 2 > spokenWords(segment.text).length),
  );
}

/** Speech, longer than a click, that no segment covers. */
function unheard(
  speech: readonly SpeechRegion[],
  covered: readonly SpeechRegion[],
): SpeechRegion[] {
  let gaps: SpeechRegion[] = speech.map(timesOf);
  for (const { startSec, endSec } of covered) {
    const [from, to] = [startSec - TIME_SLACK_SEC, endSec + TIME_SLACK_SEC];
    gaps = gaps
      .flatMap((gap) => [
        { startSec: gap.startSec, endSec: Math.min(gap.endSec, from) },
        { startSec: Math.max(gap.startSec, to), endSec: gap.endSec },
      ])
      .filter((gap) => lengthOf(gap) > 0);
  }
  return gaps.filter((gap) => lengthOf(gap) >= NOISE_SEC);
}

function timesOf({ startSec, endSec }: SpeechRegion): SpeechRegion {
  return { startSec, endSec };
}

function lengthOf({ startSec, endSec }: SpeechRegion): number {
  return endSec - startSec;
}
