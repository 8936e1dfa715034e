import { AudioError } from "./audio-error.ts";
import type { DecodedAudio } from "./decode-wav.ts";
import { readRiffChunks, type WavFormat, type WavLayout } from "./riff-chunks.ts";

const HEADER_BYTES = 4096;
/**
 * A multiple of every frame's size, so that no frame lies in two blocks, and so large that the system takes a block's memory
 * back as soon as it is freed. What of it is not written to costs nothing.
 */
const BLOCK_BYTES = 64 * 1024 * 1024;
const BYTES_PER_SAMPLE = 2;
const MAX_CHANNELS = 2;
const PCM_TAG = 1;

/**
 * Collects 16-bit PCM that a program writes to a pipe as a WAV file, whose announced length means nothing there. Sound is
 * kept in 16 bits until all is there, then turned into samples block by block, so that no second copy of it is held.
 * Throws AudioError: `too_long` as soon as there is more than `maxSec` of it, `empty`, `unsupported_codec`,
 * `decoder_failed`.
 */
export async function collectWavStream(
  stream: AsyncIterable<Buffer>,
  maxSec: number,
): Promise<DecodedAudio> {
  const chunks = stream[Symbol.asyncIterator]();
  let next = await chunks.next();
  let head = Buffer.alloc(0);
  for (; next.done !== true && head.length < HEADER_BYTES; next = await chunks.next()) {
    head = Buffer.concat([head, next.value]);
  }
  const { format, data } = readHeader(head);
  const frameBytes = BYTES_PER_SAMPLE * format.channelCount;
  const maxBytes = maxSec * format.sampleRateHz * frameBytes;

  const blocks = new ByteBlocks();
  blocks.add(data);
  for (; next.done !== true; next = await chunks.next()) {
    blocks.add(next.value);
    if (blocks.length > maxBytes) {
      throw new AudioError(
        "too_long",
        `The recording lasts more than ${maxSec / 3600} hours, which no call does: a channel was probably left open.`,
      );
    }
  }
  const frameCount = Math.floor(blocks.length / frameBytes);
  if (frameCount === 0) throw nothingInside();
  const channels = toChannels(blocks, format.channelCount, frameCount);
  return {
    sampleRateHz: format.sampleRateHz,
    channels,
    durationSec: frameCount / format.sampleRateHz,
  };
}

function readHeader(head: Buffer): WavLayout {
  if (head.length === 0) throw nothingInside();
  const layout = readOwnHeader(head);
  const { tag, bitsPerSample, channelCount, sampleRateHz } = layout.format;
  if (!isPcm16(layout.format) || sampleRateHz === 0) {
    throw new AudioError(
      "unsupported_codec",
      `The decoding program gave ${bitsPerSample}-bit sound of WAV format 0x${tag.toString(16)}, not 16-bit PCM.`,
    );
  }
  if (channelCount < 1 || channelCount > MAX_CHANNELS) {
    throw new AudioError(
      "unsupported_codec",
      `The recording has ${channelCount} channels; mix it down to one or two.`,
    );
  }
  return layout;
}

function readOwnHeader(head: Buffer): WavLayout {
  try {
    return readRiffChunks(head);
  } catch {
    throw new AudioError("decoder_failed", "The decoding program gave no sound in WAV form.");
  }
}

function isPcm16({ tag, bitsPerSample }: WavFormat): boolean {
  return tag === PCM_TAG && bitsPerSample === 8 * BYTES_PER_SAMPLE;
}

function nothingInside(): AudioError {
  return new AudioError("empty", "The recording has a header but no sound.");
}

/** Bytes in blocks of one size, appended to at the end and taken from the start. */
class ByteBlocks {
  length = 0;
  #blocks: Uint8Array<ArrayBuffer>[] = [];

  add(bytes: Uint8Array): void {
    for (let taken = 0; taken < bytes.length;) {
      const used = this.length % BLOCK_BYTES;
      if (used === 0) this.#blocks.push(new Uint8Array(BLOCK_BYTES));
      const part = bytes.subarray(taken, taken + BLOCK_BYTES - used);
      this.#blocks.at(-1)?.set(part, used);
      this.length += part.length;
      taken += part.length;
    }
  }

  take(): Uint8Array<ArrayBuffer> | undefined {
    return this.#blocks.shift();
  }
}

function toChannels(blocks: ByteBlocks, channelCount: number, frameCount: number): Float32Array[] {
  const channels = Array.from({ length: channelCount }, () => new Float32Array(frameCount));
  const framesPerBlock = BLOCK_BYTES / (BYTES_PER_SAMPLE * channelCount);
  let firstFrame = 0;
  for (let block = blocks.take(); block !== undefined; block = blocks.take()) {
    const view = new DataView(block.buffer);
    const frames = Math.min(framesPerBlock, frameCount - firstFrame);
    for (const [channel, samples] of channels.entries()) {
      for (let frame = 0; frame < frames; frame++) {
        const offset = BYTES_PER_SAMPLE * (frame * channelCount + channel);
        samples[firstFrame + frame] = view.getInt16(offset, true) / 0x8000;
      }
    }
    firstFrame += frames;
    // Its memory is free now, not when the collector next comes by.
    block.buffer.transfer(0);
  }
  return channels;
}
