import type { FileHandle } from "node:fs/promises";

import { AudioError } from "./audio-error.ts";
import {
  checkPlausible,
  MAX_RECORDING_SEC,
  SoundCollector,
  type DecodedAudio,
} from "./collect-sound.ts";
import { readRiffChunks } from "./riff-chunks.ts";
import { sampleFormat } from "./sample-formats.ts";

/** Asterisk leaves 0 or a huge length in the header of a recording whose call was cut. */
const NEVER_FINALISED_BYTES = 0x7fffff00;
const MAX_MISSING_SEC = 1;
const MAX_MISSING_SHARE = 0.02;
/** The sound begins within these, whatever stands before it. */
const HEADER_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;

/**
 * Decodes an open RIFF/WAVE file block by block: PCM of 8 to 32 bits, 32-bit float, µ-law and A-law, one or two channels, up to
 * six hours. Throws AudioError, or the system's error when the file cannot be read.
 */
export async function decodeWavFile(file: FileHandle, size: number): Promise<DecodedAudio> {
  const header = Buffer.alloc(Math.min(size, HEADER_BYTES));
  const { bytesRead: headerBytes } = await file.read(header, 0, header.length, 0);
  const { collector, from, to } = begin(header.subarray(0, headerBytes), size);
  const block = header.subarray(0, BLOCK_BYTES);
  for (let at = from; at < to;) {
    const { bytesRead } = await file.read(block, 0, Math.min(block.length, to - at), at);
    if (bytesRead === 0) {
      throw new AudioError("changed_while_read", "The file became shorter while it was read.");
    }
    collector.add(block.subarray(0, bytesRead));
    at += bytesRead;
  }
  return collector.end();
}

/** The same for a file whose bytes are at hand. Throws nothing but AudioError. */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  const { collector, from, to } = begin(bytes, bytes.length);
  collector.add(bytes.subarray(from, to));
  return collector.end();
}

/** Where the sound lies in a file of so many bytes, and what takes it. */
function begin(
  header: Uint8Array,
  size: number,
): { collector: SoundCollector; from: number; to: number } {
  const { format, dataStart, announcedBytes } = readRiffChunks(header);
  const samples = sampleFormat(format);
  checkPlausible(format);
  const { sampleRateHz, channelCount } = format;
  const frameBytes = samples.bytesPerSample * channelCount;
  const there = Math.max(0, size - dataStart);
  const length = soundBytes(there, announcedBytes, frameBytes * sampleRateHz);
  const frameCount = Math.floor(length / frameBytes);
  if (frameCount === 0) {
    throw new AudioError("empty", "The recording has a header but no sound.");
  }
  const durationSec = frameCount / sampleRateHz;
  if (durationSec > MAX_RECORDING_SEC) {
    throw new AudioError(
      "too_long",
      `The recording lasts ${(durationSec / 3600).toFixed(1)} hours, more than the ${MAX_RECORDING_SEC / 3600} that a call may have: a channel was probably left open.`,
    );
  }
  const to = dataStart + frameCount * frameBytes;
  return { collector: new SoundCollector(format, samples), from: dataStart, to };
}

/** How many bytes of sound to take of those that are there. Throws AudioError `truncated` when clearly more was announced. */
function soundBytes(thereBytes: number, announcedBytes: number, bytesPerSec: number): number {
  if (announcedBytes === 0 || announcedBytes >= NEVER_FINALISED_BYTES) return thereBytes;
  const missingBytes = announcedBytes - thereBytes;
  if (
    missingBytes > MAX_MISSING_SEC * bytesPerSec &&
    missingBytes > MAX_MISSING_SHARE * announcedBytes
  ) {
    const hasSec = (thereBytes / bytesPerSec).toFixed(1);
    const announcedSec = (announcedBytes / bytesPerSec).toFixed(1);
    throw new AudioError(
      "truncated",
      `The file ends after ${hasSec} s of the ${announcedSec} s its header announces: it was cut while being written or copied. Copy it again.`,
    );
  }
  return Math.min(announcedBytes, thereBytes);
}
