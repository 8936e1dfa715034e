import { AudioError } from "./audio-error.ts";
import { canResample, createSpeechResampler, SPEECH_SAMPLE_RATE_HZ } from "./resample.ts";
import type { WavFormat } from "./riff-chunks.ts";
import type { SampleFormat } from "./sample-formats.ts";

/** The sound of a recording as it is kept: 16 bits a sample, at its own rate, or at 16 kHz where that is higher. */
export interface DecodedAudio {
  sampleRateHz: number;
  /** One array per channel. */
  channels: Int16Array[];
  durationSec: number;
}

type SoundFormat = Pick<WavFormat, "channelCount" | "sampleRateHz">;

/** Longer than any call: a channel was left open. */
export const MAX_RECORDING_SEC = 6 * 60 * 60;

const MIN_SAMPLE_RATE_HZ = 4_000;
const MAX_SAMPLE_RATE_HZ = 192_000;
const MAX_CHANNELS = 2;
const FULL_SCALE = 0x8000;
/** So large that the system takes a block's memory back as soon as it is freed. */
const BLOCK_SAMPLES = 8 * 1024 * 1024;

/** Throws AudioError for what no recording of a call is, and the collector could not take. */
export function checkPlausible({ channelCount, sampleRateHz }: SoundFormat): void {
  if (channelCount === 0 || sampleRateHz === 0) {
    throw new AudioError(
      "damaged_header",
      `The sound's header speaks of ${channelCount} channels at ${sampleRateHz} Hz.`,
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
  if (!canResample(sampleRateHz)) {
    throw new AudioError(
      "unsupported_codec",
      `The recording's sample rate of ${sampleRateHz} Hz is no usual one and cannot be brought to ${SPEECH_SAMPLE_RATE_HZ} Hz.`,
    );
  }
}

/**
 * Collects the interleaved samples of a recording as they are read, so that neither the file nor a second copy of the sound is
 * ever held: an hour of one channel at 8 kHz takes 58 MB, and no channel more than twice that.
 */
export class SoundCollector {
  /** Frames, a sample of each channel, so far. */
  frameCount = 0;
  readonly #format: SoundFormat;
  readonly #samples: SampleFormat;
  readonly #frameBytes: number;
  readonly #channels: ChannelCollector[];
  /** The start of a frame whose end has not come yet. */
  #rest = new Uint8Array();
  /** Used over and over: what is left to the garbage collector stays for long, and adds up. */
  #scratch = new Float32Array();

  constructor(format: SoundFormat, samples: SampleFormat) {
    this.#format = format;
    this.#samples = samples;
    this.#frameBytes = samples.bytesPerSample * format.channelCount;
    this.#channels = Array.from(
      { length: format.channelCount },
      () => new ChannelCollector(format.sampleRateHz),
    );
  }

  /** Takes the next bytes, wherever they end. */
  add(more: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? more : Buffer.concat([this.#rest, more]);
    const count = Math.floor(bytes.length / this.#frameBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#scratch.length < count) this.#scratch = new Float32Array(count);
    const samples = this.#scratch.subarray(0, count);
    for (const [channel, collector] of this.#channels.entries()) {
      const first = channel * this.#samples.bytesPerSample;
      for (let frame = 0; frame < count; frame++) {
        samples[frame] = this.#samples.read(view, first + frame * this.#frameBytes);
      }
      collector.add(samples);
    }
    this.#rest = Uint8Array.from(bytes.subarray(count * this.#frameBytes));
    this.frameCount += count;
  }

  /** All of it; half a frame at the end is dropped. */
  end(): DecodedAudio {
    const { sampleRateHz } = this.#format;
    return {
      sampleRateHz: Math.min(sampleRateHz, SPEECH_SAMPLE_RATE_HZ),
      channels: this.#channels.map((channel) => channel.end()),
      durationSec: this.frameCount / sampleRateHz,
    };
  }
}

/** One channel, in blocks until all of it is there. */
class ChannelCollector {
  readonly #resampler: ReturnType<typeof createSpeechResampler> | null;
  readonly #blocks: Int16Array<ArrayBuffer>[] = [];
  #length = 0;

  constructor(sampleRateHz: number) {
    this.#resampler =
      sampleRateHz > SPEECH_SAMPLE_RATE_HZ ? createSpeechResampler(sampleRateHz) : null;
  }

  /** Takes what is in `samples` now. */
  add(samples: Float32Array): void {
    if (this.#resampler === null) return this.#keep(samples);
    const resampled = this.#resampler.resample(samples);
    this.#keep(resampled);
    resampled.buffer.transfer(0);
  }

  end(): Int16Array {
    if (this.#resampler !== null) this.#keep(this.#resampler.flush(new Float32Array()));
    const all = new Int16Array(this.#length);
    for (let at = 0; at < this.#length; at += BLOCK_SAMPLES) {
      const block = this.#blocks.shift();
      if (block === undefined) break;
      all.set(block.subarray(0, this.#length - at), at);
      // Its memory is free now, not when the collector next comes by.
      block.buffer.transfer(0);
    }
    return all;
  }

  #keep(samples: Float32Array): void {
    for (let taken = 0; taken < samples.length;) {
      const used = this.#length % BLOCK_SAMPLES;
      if (used === 0) this.#blocks.push(new Int16Array(BLOCK_SAMPLES));
      const count = Math.min(samples.length - taken, BLOCK_SAMPLES - used);
      const place = this.#blocks.at(-1)?.subarray(used, used + count) ?? new Int16Array();
      for (let at = 0; at < place.length; at++) {
        place[at] = toSixteenBits(samples[taken + at] ?? 0);
      }
      this.#length += count;
      taken += count;
    }
  }
}

/** A sample from −1 to 1 in 16 bits, for an Int16Array, in which what is no number becomes silence. */
export function toSixteenBits(sample: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)));
}
