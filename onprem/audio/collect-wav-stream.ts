import { AudioError } from "./audio-error.ts";
import { checkPlausible, SoundCollector, type DecodedAudio } from "./collect-sound.ts";
import { readRiffChunks, type WavLayout } from "./riff-chunks.ts";
import { sampleFormat } from "./sample-formats.ts";

const HEADER_BYTES = 4096;
const PCM_TAG = 1;
const BITS_PER_SAMPLE = 16;

/**
 * Collects 16-bit PCM that a program writes to a pipe as a WAV file, whose announced length means nothing there. Throws
 * AudioError: `too_long` as soon as there is more than `maxSec` of it, `empty`, `unsupported_codec`, `decoder_failed`.
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
  const { format, dataStart } = readHeader(head);
  const collector = new SoundCollector(format, sampleFormat(format));
  collector.add(head.subarray(dataStart));
  for (; next.done !== true; next = await chunks.next()) {
    collector.add(next.value);
    if (collector.frameCount > maxSec * format.sampleRateHz) {
      throw new AudioError(
        "too_long",
        `The recording lasts more than ${maxSec / 3600} hours, which no call does: a channel was probably left open.`,
      );
    }
  }
  if (collector.frameCount === 0) throw nothingInside();
  return collector.end();
}

function readHeader(head: Buffer): WavLayout {
  if (head.length === 0) throw nothingInside();
  const layout = readOwnHeader(head);
  const { tag, bitsPerSample } = layout.format;
  if (tag !== PCM_TAG || bitsPerSample !== BITS_PER_SAMPLE) {
    throw new AudioError(
      "unsupported_codec",
      `The decoding program gave ${bitsPerSample}-bit sound of WAV format 0x${tag.toString(16)}, not 16-bit PCM.`,
    );
  }
  checkPlausible(layout.format);
  return layout;
}

function readOwnHeader(head: Buffer): WavLayout {
  try {
    return readRiffChunks(head);
  } catch {
    throw new AudioError("decoder_failed", "The decoding program gave no sound in WAV form.");
  }
}

function nothingInside(): AudioError {
  return new AudioError("empty", "The recording has a header but no sound.");
}
