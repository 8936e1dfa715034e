import { sherpa } from "./sherpa.ts";

/** The rate that Silero and Whisper work at. */
export const SPEECH_SAMPLE_RATE_HZ = 16_000;

/** A whole recording's channel at 16 kHz, without delay. */
export function resampleForSpeech(samples: Float32Array, sampleRateHz: number): Float32Array {
  if (sampleRateHz === SPEECH_SAMPLE_RATE_HZ) return samples;
  return new sherpa.LinearResampler(sampleRateHz, SPEECH_SAMPLE_RATE_HZ).flush(samples);
}
