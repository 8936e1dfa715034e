import { sherpa } from "./sherpa.ts";

/** The rate that Silero and Whisper work at. */
export const SPEECH_SAMPLE_RATE_HZ = 16_000;

/** Both rates' least common multiple must fit into 31 bits: beyond that sherpa-onnx gives nothing, or ends the process. */
const MAX_COMMON_RATE_HZ = 2 ** 31 - 1;

/** Whether sound of a rate can be brought to 16 kHz: true of every rate that is in use anywhere. */
export function canResample(sampleRateHz: number): boolean {
  const common =
    (sampleRateHz / greatestCommonDivisor(sampleRateHz, SPEECH_SAMPLE_RATE_HZ)) *
    SPEECH_SAMPLE_RATE_HZ;
  return common <= MAX_COMMON_RATE_HZ;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** A whole recording's channel at 16 kHz, without delay. */
export function resampleForSpeech<Memory extends ArrayBufferLike>(
  samples: Float32Array<Memory>,
  sampleRateHz: number,
): Float32Array<Memory | ArrayBuffer> {
  if (sampleRateHz === SPEECH_SAMPLE_RATE_HZ) return samples;
  return createSpeechResampler(sampleRateHz).flush(samples);
}

/** The same piece by piece: `resample` each but the last, and `flush` that. */
export function createSpeechResampler(sampleRateHz: number) {
  return new (sherpa().LinearResampler)(sampleRateHz, SPEECH_SAMPLE_RATE_HZ);
}
