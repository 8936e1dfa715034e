import { basename } from "node:path";

import { Whisper } from "smart-whisper";

import { SPEECH_SAMPLE_RATE_HZ } from "../audio/resample.ts";

/** A stretch of text as the engine gives it; times in seconds of the window it was given. */
export type EngineSegment = { fromSec: number; toSec: number; text: string; confidence: number };

export type EngineOptions = { language: string; initialPrompt: string | null };

export type WhisperEngine = {
  /** File name of the model. */
  model: string;
  /** Transcribes one window of 16 kHz mono samples, at most 30 s. Throws EngineError. */
  transcribe(samples: Float32Array, options: EngineOptions): Promise<EngineSegment[]>;
  free(): Promise<void>;
};

export class EngineError extends Error {
  override name = "EngineError";
}

/** The encoder's full context: 1500 positions for 30 s. */
const AUDIO_CTX_PER_SEC = 50;
const MAX_AUDIO_CTX = 1500;
/** Positions kept beyond the audio; measured on the demo calls to change no word. */
const AUDIO_CTX_MARGIN = 32;
const NEVER_OFFLOAD_SEC = 7 * 24 * 60 * 60;

/** Loads a model into smart-whisper. The model stays loaded until `free`. */
export async function loadWhisperEngine(
  modelPath: string,
  threads: number,
): Promise<WhisperEngine> {
  const whisper = new Whisper(modelPath, { gpu: false, offload: NEVER_OFFLOAD_SEC });
  await whisper.load();
  return {
    model: basename(modelPath),
    async transcribe(samples, { language, initialPrompt }) {
      const durationSec = samples.length / SPEECH_SAMPLE_RATE_HZ;
      const task = await whisper.transcribe(samples, {
        format: "detail",
        language,
        n_threads: threads,
        audio_ctx: Math.min(
          MAX_AUDIO_CTX,
          Math.ceil(durationSec * AUDIO_CTX_PER_SEC) + AUDIO_CTX_MARGIN,
        ),
        // At the engine's 2.4 a card number read aloud looks like a repetition loop and its window is lost.
        entropy_thold: 2.0,
        print_progress: false,
        print_realtime: false,
        print_timestamps: false,
        ...(initialPrompt === null ? {} : { initial_prompt: initialPrompt }),
      });
      // The addon hands a failure over in place of the segments.
      const segments: unknown = await task.result;
      if (!Array.isArray(segments)) throw new EngineError("Whisper could not transcribe a window.");
      return (await task.result).map((segment) => ({
        fromSec: segment.from / 1000,
        toSec: segment.to / 1000,
        text: segment.text.trim(),
        confidence: "confidence" in segment ? clampProbability(segment.confidence) : 0,
      }));
    },
    free: () => whisper.free(),
  };
}

function clampProbability(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
