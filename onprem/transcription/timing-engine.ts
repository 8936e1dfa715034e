import { SPEECH_SAMPLE_RATE_HZ } from "../audio/resample.ts";
import type { WhisperEngine } from "./whisper-engine.ts";

const WORDS_PER_SEC = 2.5;

/**
 * An engine for timing models that know no words, such as those with random weights: it computes each window once, and gives
 * a made-up text that no check doubts, because further tries would be counted as work that a real model does not cause.
 */
export function timingEngine(engine: WhisperEngine): WhisperEngine {
  return {
    ...engine,
    async transcribe(samples, options) {
      await engine.transcribe(samples, options);
      const toSec = samples.length / SPEECH_SAMPLE_RATE_HZ;
      const count = Math.ceil(toSec * WORDS_PER_SEC);
      const words = Array.from({ length: count }, (_, index) => ({
        text: ` word${index}`,
        fromSec: (index * toSec) / count,
        toSec: ((index + 1) * toSec) / count,
      }));
      const text = words
        .map((word) => word.text)
        .join("")
        .trim();
      const segments = [{ fromSec: 0, toSec, text, confidence: 1, words }];
      return { language: "en", segments };
    },
  };
}
