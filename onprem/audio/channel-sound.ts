import { resampleForSpeech, SPEECH_SAMPLE_RATE_HZ } from "./resample.ts";

/**
 * One channel of a recording as it was decoded (collect-sound.ts): four hours of telephone sound take 230 MB so, and would take
 * 920 as floats at 16 kHz. What is needed at 16 kHz is made of it stretch by stretch.
 */
export type ChannelSound = { samples: Int16Array; sampleRateHz: number };

const FULL_SCALE = 0x8000;
/** The resampler's filter needs some sound before and after. */
const CONTEXT_SEC = 1;

/** How many samples the channel has at 16 kHz. */
export function speechSampleCount({ samples, sampleRateHz }: ChannelSound): number {
  return Math.floor((samples.length * SPEECH_SAMPLE_RATE_HZ) / sampleRateHz);
}

/** Samples `from` to `to` of the channel at 16 kHz, −1 to 1; fewer where the channel ends before. */
export function readSpeech(
  sound: ChannelSound,
  from: number,
  to: number,
): Float32Array<ArrayBuffer> {
  const { samples, sampleRateHz } = sound;
  const end = Math.min(to, speechSampleCount(sound));
  if (end <= from) return new Float32Array();
  // From a whole second on, where a sample of either rate lies, so that stretches fit together.
  const firstSec = Math.max(0, Math.floor(from / SPEECH_SAMPLE_RATE_HZ) - CONTEXT_SEC);
  const endSec = Math.ceil(end / SPEECH_SAMPLE_RATE_HZ) + CONTEXT_SEC;
  const stretch = Float32Array.from(
    samples.subarray(firstSec * sampleRateHz, endSec * sampleRateHz),
    (sample) => sample / FULL_SCALE,
  );
  const resampled = resampleForSpeech(stretch, sampleRateHz);
  const first = firstSec * SPEECH_SAMPLE_RATE_HZ;
  const wanted = new Float32Array(end - from);
  // The last samples of a recording may be missing by rounding; they are silence then.
  wanted.set(resampled.subarray(from - first, end - first));
  // Left to the garbage collector, hours of sound would pile up.
  for (const { buffer } of new Set([stretch, resampled])) buffer.transfer(0);
  return wanted;
}
