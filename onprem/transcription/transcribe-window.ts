import type { Doubt, LeftOut } from "#shared/contracts/transcript.ts";

import type { SpeechRegion } from "../audio/voice-activity.ts";
import { locateSegment, toRecordingTime, type WindowPiece } from "../audio/window-clock.ts";
import {
  AUDIBLE_SEC,
  judgeWindow,
  spokenSec,
  type Doubted,
  type HeardSegment,
  type Judgement,
} from "./doubts/judge-window.ts";
import { meanConfidence } from "./mean-confidence.ts";
import type { EngineOptions, EngineSegment, WhisperEngine } from "./whisper-engine.ts";

/** A word, with the space before it, in the recording's time; good to a few tenths of a second. */
export type LocatedWord = SpeechRegion & { text: string };

export type LocatedSegment = HeardSegment & { words: LocatedWord[] };

/** Text that was not believed after every try, in the recording's time. */
export type LeftOutPiece = SpeechRegion & { reason: Doubt } & Pick<LeftOut, "outcome">;

export type WindowText = {
  /** As the engine was told, or recognised it; null when it was to and heard no text. */
  language: string | null;
  segments: LocatedSegment[];
  leftOut: LeftOutPiece[];
  /** How often the engine was asked. */
  tries: number;
};

export type WindowOptions = Pick<EngineOptions, "language" | "initialPrompt" | "trimAudioCtx">;

/** Below this another try may do better. */
const UNSURE_CONFIDENCE = 0.5;
const MIN_DOUBT_SEC = 0.1;

/**
 * Transcribes a window and tries again while there is reason to doubt the text, at most three times:
 * 1. with the encoder's full context, where it was trimmed to the window;
 * 2. at higher temperatures, while the engine finds that the text repeats itself or is improbable;
 * 3. without the prompt and without what was said before.
 * Of all tries the one with the least doubtful speech counts. What is still doubtful then is left out: `inaudible` where
 * somebody speaks for a second or longer, else `dropped`. The same samples always give the same text.
 */
export async function transcribeWindow(
  samples: Float32Array,
  pieces: readonly WindowPiece[],
  engine: Pick<WhisperEngine, "transcribe">,
  options: WindowOptions,
): Promise<WindowText> {
  const speech = pieces.flatMap((piece) => piece.speech);
  let best: Outcome | null = null;
  let { language } = options;
  let firstConfidence: number | null = null;
  let tries = 0;
  for (const attempt of attemptsFor(options)) {
    const heard = await engine.transcribe(samples, { ...attempt, language });
    tries++;
    // What the first try recognised holds for the others.
    language = heard.language ?? language;
    const located = heard.segments
      .filter(({ text }) => text !== "")
      .map((segment) => locate(segment, pieces));
    const judgement = judgeWindow(located, speech, language);
    const outcome = {
      ...judgement,
      doubtSec: judgement.thinSec + doubtfulSec(judgement.doubted, speech),
      confidence: confidenceOf(judgement.believed),
    };
    firstConfidence ??= confidenceOf(located);
    if (attempt.temperature > 0) atMost(firstConfidence, outcome);
    if (best === null || isBetter(outcome, best)) best = outcome;
    const isUnsure = outcome.believed.length > 0 && outcome.confidence < UNSURE_CONFIDENCE;
    const isDoubtful = outcome.thinSec > 0 || outcome.doubted.some((one) => one.worthRetrying);
    if (!isUnsure && !isDoubtful) break;
  }
  return {
    language: language === "auto" ? null : language,
    segments: best?.believed ?? [],
    leftOut: (best?.doubted ?? []).map((doubted) => leaveOut(doubted, speech)),
    tries,
  };
}

/** What came of a try. */
type Outcome = Judgement<LocatedSegment> & { doubtSec: number; confidence: number };

function isBetter(outcome: Outcome, best: Outcome): boolean {
  return outcome.doubtSec === best.doubtSec
    ? outcome.confidence > best.confidence
    : outcome.doubtSec < best.doubtSec;
}

/** At higher temperatures the engine's probabilities are too high: nothing is surer than the most probable text was. */
function atMost(confidence: number, outcome: Outcome): void {
  outcome.confidence = Math.min(confidence, outcome.confidence);
  for (const segment of outcome.believed) {
    segment.confidence = Math.min(confidence, segment.confidence);
  }
}

/** What the engine is asked to do differently from try to try. */
function attemptsFor({ language, initialPrompt, trimAudioCtx }: WindowOptions): EngineOptions[] {
  const first = {
    language,
    initialPrompt,
    trimAudioCtx,
    temperature: 0,
    // Judged here, where digits are spared.
    refuseRepetition: false,
    useContext: true,
  };
  const full = { ...first, trimAudioCtx: false };
  const warmer = { ...full, temperature: 0.2, refuseRepetition: true };
  const withoutContext = { ...warmer, initialPrompt: null, useContext: false, temperature: 0.4 };
  return trimAudioCtx ? [first, full, warmer, withoutContext] : [first, warmer, withoutContext];
}

function locate(
  { fromSec, toSec, text, confidence, words }: EngineSegment,
  pieces: readonly WindowPiece[],
): LocatedSegment {
  return {
    ...locateSegment(pieces, fromSec, toSec),
    text,
    confidence,
    words: words.map((word) => ({
      text: word.text,
      startSec: toRecordingTime(pieces, word.fromSec),
      endSec: toRecordingTime(pieces, word.toSec),
    })),
  };
}

/** Seconds of speech without a believable text; what was made up over silence counts a little, too. */
function doubtfulSec(doubted: readonly Doubted[], speech: readonly SpeechRegion[]): number {
  return doubted.reduce((sum, one) => sum + Math.max(MIN_DOUBT_SEC, spokenSec(speech, one)), 0);
}

function confidenceOf(segments: readonly HeardSegment[]): number {
  const stretches = segments.map(({ startSec, endSec, confidence }) => ({
    lengthSec: endSec - startSec,
    confidence,
  }));
  return meanConfidence(stretches) ?? 0;
}

function leaveOut(doubted: Doubted, speech: readonly SpeechRegion[]): LeftOutPiece {
  const { startSec, endSec, reason, worthRetrying } = doubted;
  // What the engine calls music is never speech, whatever the detector says.
  const isAudible = worthRetrying && spokenSec(speech, doubted) >= AUDIBLE_SEC;
  return { startSec, endSec, reason, outcome: isAudible ? "inaudible" : "dropped" };
}
