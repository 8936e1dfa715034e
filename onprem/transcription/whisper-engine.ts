import { closeSync, openSync, readSync } from "node:fs";
import { basename } from "node:path";

import { Whisper, type TranscribeDetailedResult } from "smart-whisper";

import { SPEECH_SAMPLE_RATE_HZ } from "../audio/resample.ts";
import { WHISPER_LANGUAGES } from "./whisper-languages.ts";

/** A word as the engine spells it, with the space before it; times in seconds of the window, good to a few tenths. */
export type EngineWord = { text: string; fromSec: number; toSec: number };

/** A stretch of text as the engine gives it; times in seconds of the window it was given. */
export type EngineSegment = {
  fromSec: number;
  toSec: number;
  text: string;
  /** Mean probability of the text's tokens, 0 to 1. */
  confidence: number;
  /** Together the text. */
  words: EngineWord[];
};

export type EngineOptions = {
  /** One of WHISPER_LANGUAGES, or `auto` to have it recognised, which costs one more run of the encoder. */
  language: string;
  /** Company and product names; null for none. */
  initialPrompt: string | null;
  /**
   * Whether the encoder looks at the window's own length instead of 30 seconds. The time it takes grows with that; sometimes it
   * makes a text go wrong.
   */
  trimAudioCtx: boolean;
  /**
   * 0: the most probable text, once. Above that the engine goes up by 0.2 to 1 while it is not content with what comes out; its
   * probabilities are too high then.
   */
  temperature: number;
  /** Whether the engine takes text that repeats itself for a failure; a card number read aloud looks like that to it. */
  refuseRepetition: boolean;
  /** Whether what was said before in the window is given as context for the rest. */
  useContext: boolean;
};

export type Heard = {
  /** What the engine took it for; null when it heard no text. */
  language: string | null;
  segments: EngineSegment[];
};

export type WhisperEngine = {
  /** File name of the model. */
  model: string;
  /** Transcribes one window of 16 kHz mono samples, at most 29 s; the same samples give the same text. Throws EngineError. */
  transcribe(samples: Float32Array, options: EngineOptions): Promise<Heard>;
  free(): Promise<void>;
};

export class EngineError extends Error {
  override name = "EngineError";
}

/** The encoder's full context: 1500 positions for 30 s. */
const AUDIO_CTX_PER_SEC = 50;
const MAX_AUDIO_CTX = 1500;
/** Positions kept beyond the audio, and at least kept; see docs/transcription.md for what was measured. */
const AUDIO_CTX_MARGIN = 64;
const MIN_AUDIO_CTX = 256;
/**
 * Silence added to a window: whisper.cpp stops a second before the end and lost a last short word ("Bye.") in three of the
 * demo's calls. With a second of it or more the model goes on, and makes something up.
 */
const TAIL_SAMPLES = 0.5 * SPEECH_SAMPLE_RATE_HZ;
/** whisper.cpp gives no text for less than a second. */
const MIN_SAMPLES = 1.2 * SPEECH_SAMPLE_RATE_HZ;
const NEVER_OFFLOAD_SEC = 7 * 24 * 60 * 60;
/** Text of less entropy the engine takes for repetition. At its own 2.4 that hits a card number read aloud. */
const ENTROPY_THOLD = 2.0;
const TEMPERATURE_STEP = 0.2;
const MULTILINGUAL_VOCABULARY = 51_865;
const END_OF_TEXT = { multilingual: 50_257, english: 50_256 };

/** Loads a model into smart-whisper. The model stays loaded until `free`. `maxTokens` is for timing alone (timing-engine.ts). */
export async function loadWhisperEngine(
  modelPath: string,
  threads: number,
  maxTokens?: number,
): Promise<WhisperEngine> {
  const isMultilingual = vocabularySize(modelPath) >= MULTILINGUAL_VOCABULARY;
  const endOfText = isMultilingual ? END_OF_TEXT.multilingual : END_OF_TEXT.english;
  const whisper = new Whisper(modelPath, { gpu: false, offload: NEVER_OFFLOAD_SEC });
  await whisper.load();
  return {
    model: basename(modelPath),
    async transcribe(samples, options) {
      // A model for English takes whatever it is told for English; asked to recognise the language, it names a random one.
      const language = isMultilingual ? options.language : "en";
      if (language !== "auto" && !WHISPER_LANGUAGES.includes(language)) {
        throw new EngineError(
          `Whisper knows no language "${language}": set an ISO 639 code such as en or es, or auto.`,
        );
      }
      const padded = withTail(samples);
      const task = await whisper.transcribe(padded, {
        format: "detail",
        token_timestamps: true,
        language,
        n_threads: threads,
        audio_ctx: options.trimAudioCtx ? trimmedAudioCtx(padded.length) : MAX_AUDIO_CTX,
        temperature: options.temperature,
        temperature_inc: options.temperature === 0 ? 0 : TEMPERATURE_STEP,
        entropy_thold: options.refuseRepetition ? ENTROPY_THOLD : 0,
        ...(options.useContext ? {} : { n_max_text_ctx: 0 }),
        ...(options.initialPrompt === null ? {} : { initial_prompt: options.initialPrompt }),
        ...(maxTokens === undefined
          ? {}
          : { max_tokens: maxTokens, temperature_inc: 0, single_segment: true }),
        print_progress: false,
        print_realtime: false,
        print_timestamps: false,
      });
      // The addon hands a failure over in place of the segments.
      const result: unknown = await task.result;
      if (!Array.isArray(result)) throw new EngineError("Whisper could not transcribe a window.");
      const segments = await task.result;
      // It would remember the text of every window until the model is freed.
      whisper.tasks.length = 0;
      return {
        language: isMultilingual ? (segments[0]?.lang ?? null) : "en",
        segments: segments.map((segment) => toSegment(segment, endOfText)),
      };
    },
    free: () => whisper.free(),
  };
}

/** Positions of the encoder for a window of so many samples. */
export function trimmedAudioCtx(sampleCount: number): number {
  const ofWindow = Math.ceil((sampleCount / SPEECH_SAMPLE_RATE_HZ) * AUDIO_CTX_PER_SEC);
  return Math.min(MAX_AUDIO_CTX, Math.max(MIN_AUDIO_CTX, ofWindow + AUDIO_CTX_MARGIN));
}

function toSegment(
  { from, to, text, tokens }: TranscribeDetailedResult<true>,
  endOfText: number,
): EngineSegment {
  const spoken = tokens.filter(({ id }) => id < endOfText);
  const sum = spoken.reduce((total, { p }) => total + (Number.isFinite(p) ? p : 0), 0);
  const times = { fromSec: from / 1000, toSec: to / 1000 };
  return {
    ...times,
    text: text.trim(),
    confidence: spoken.length === 0 ? 0 : Math.min(1, Math.max(0, sum / spoken.length)),
    words: wordsOf(spoken, text) ?? [{ text, ...times }],
  };
}

/** Tokens put together to words; null where a letter was spread over tokens, whose own texts are unreadable then. */
function wordsOf(
  tokens: TranscribeDetailedResult<true>["tokens"],
  text: string,
): EngineWord[] | null {
  const words: EngineWord[] = [];
  for (const token of tokens) {
    const last = words.at(-1);
    if (last === undefined || token.text.startsWith(" ")) {
      words.push({ text: token.text, fromSec: token.from / 1000, toSec: token.to / 1000 });
    } else {
      last.text += token.text;
      last.toSec = token.to / 1000;
    }
  }
  return words.map((word) => word.text).join("") === text ? words : null;
}

function withTail(samples: Float32Array): Float32Array {
  const padded = new Float32Array(Math.max(MIN_SAMPLES, samples.length + TAIL_SAMPLES));
  padded.set(samples);
  return padded;
}

/** ggml's header: the magic number, then the sizes, of which the vocabulary's is the first. */
function vocabularySize(modelPath: string): number {
  const head = Buffer.alloc(8);
  const file = openSync(modelPath, "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.readInt32LE(4);
}
