import { AudioError } from "./audio-error.ts";
import { readRiffChunks, type WavFormat, type WavLayout } from "./riff-chunks.ts";
import { sampleFormat, type SampleFormat } from "./sample-formats.ts";

/** Asterisk leaves 0 or a huge length in the header of a recording whose call was cut. */
const NEVER_FINALISED_BYTES = 0x7fffff00;
const MAX_MISSING_SEC = 1;
const MAX_MISSING_SHARE = 0.02;
const MAX_DURATION_SEC = 6 * 60 * 60;
const MIN_SAMPLE_RATE_HZ = 4_000;
const MAX_SAMPLE_RATE_HZ = 192_000;
const MAX_CHANNELS = 2;

export interface DecodedAudio {
  sampleRateHz: number;
  /** One array per channel, samples −1 to 1. */
  channels: Float32Array[];
  durationSec: number;
}

/**
 * Decodes a RIFF/WAVE file: PCM of 8 to 32 bits, 32-bit float, µ-law and A-law, one or two channels, up to six hours.
 * Throws nothing but AudioError.
 */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  const layout = readRiffChunks(bytes);
  const samples = sampleFormat(layout.format);
  checkPlausible(layout.format);

  const { sampleRateHz, channelCount } = layout.format;
  const frameBytes = samples.bytesPerSample * channelCount;
  const frameCount = Math.floor(soundBytes(layout, frameBytes * sampleRateHz) / frameBytes);
  if (frameCount === 0) {
    throw new AudioError("empty", "The recording has a header but no sound.");
  }
  const durationSec = frameCount / sampleRateHz;
  if (durationSec > MAX_DURATION_SEC) {
    throw new AudioError(
      "too_long",
      `The recording lasts ${(durationSec / 3600).toFixed(1)} hours, more than the ${MAX_DURATION_SEC / 3600} that a call may have: a channel was probably left open.`,
    );
  }
  const channels = deinterleave(layout.data, samples, channelCount, frameCount);
  return { sampleRateHz, channels, durationSec };
}

function checkPlausible({ channelCount, sampleRateHz }: WavFormat): void {
  if (channelCount === 0 || sampleRateHz === 0) {
    throw new AudioError(
      "damaged_header",
      `The WAV header speaks of ${channelCount} channels at ${sampleRateHz} Hz.`,
    );
  }
  if (channelCount > MAX_CHANNELS) {
    throw new AudioError(
      "unsupported_codec",
      `The recording has ${channelCount} channels; mix it down to one or two.`,
    );
  }
  if (sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw new AudioError(
      "unsupported_codec",
      `The recording's sample rate of ${sampleRateHz} Hz lies outside ${MIN_SAMPLE_RATE_HZ} to ${MAX_SAMPLE_RATE_HZ} Hz.`,
    );
  }
}

/** How many bytes of sound to take. Throws AudioError `truncated` when clearly less is there than was announced. */
function soundBytes({ data, announcedBytes }: WavLayout, bytesPerSec: number): number {
  if (announcedBytes === 0 || announcedBytes >= NEVER_FINALISED_BYTES) return data.length;
  const missingBytes = announcedBytes - data.length;
  if (
    missingBytes > MAX_MISSING_SEC * bytesPerSec &&
    missingBytes > MAX_MISSING_SHARE * announcedBytes
  ) {
    const hasSec = (data.length / bytesPerSec).toFixed(1);
    const announcedSec = (announcedBytes / bytesPerSec).toFixed(1);
    throw new AudioError(
      "truncated",
      `The file ends after ${hasSec} s of the ${announcedSec} s its header announces: it was cut while being written or copied. Copy it again.`,
    );
  }
  return Math.min(announcedBytes, data.length);
}

function deinterleave(
  data: Uint8Array,
  { bytesPerSample, read }: SampleFormat,
  channelCount: number,
  frameCount: number,
): Float32Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const frameBytes = bytesPerSample * channelCount;
  return Array.from({ length: channelCount }, (_, channel) => {
    const samples = new Float32Array(frameCount);
    for (let frame = 0; frame < frameCount; frame++) {
      samples[frame] = read(view, frame * frameBytes + channel * bytesPerSample);
    }
    return samples;
  });
}
