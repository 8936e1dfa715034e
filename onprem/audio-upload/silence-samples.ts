import type { Silenced } from "#shared/contracts/audio.ts";

export type PcmFormat = { sampleRateHz: number; channelCount: number };
export const BYTES_PER_SAMPLE = 2;

/**
 * Passes interleaved 16-bit PCM on, block by block as it comes, with every sample of every channel zero in the given stretches
 * and nothing after `endSec`. The blocks are changed in place and may end anywhere, also within a sample.
 */
export class SampleSilencer {
  /** Bytes that have come so far, also those after the end. */
  receivedBytes = 0;
  readonly #ranges: { from: number; to: number }[];
  readonly #endByte: number;

  constructor(format: PcmFormat, stretches: Silenced, endSec: number) {
    const frameBytes = BYTES_PER_SAMPLE * format.channelCount;
    const byteAt = (sec: number, round: (frame: number) => number) =>
      round(sec * format.sampleRateHz) * frameBytes;
    this.#ranges = stretches.map(({ start_sec, end_sec }) => ({
      from: byteAt(start_sec, Math.floor),
      to: byteAt(end_sec, Math.ceil),
    }));
    this.#endByte = byteAt(endSec, Math.ceil);
  }

  /** The block as it may be heard; empty after the end. */
  pass(block: Buffer): Buffer {
    const first = this.receivedBytes;
    const last = first + block.length;
    this.receivedBytes = last;
    for (const { from, to } of this.#ranges) {
      if (to <= first || from >= last) continue;
      block.fill(0, Math.max(0, from - first), Math.min(block.length, to - first));
    }
    return block.subarray(0, Math.max(0, Math.min(block.length, this.#endByte - first)));
  }
}
