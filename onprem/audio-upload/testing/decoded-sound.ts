import { execFileSync } from "node:child_process";

/** What Opus decodes to. */
export const OPUS_RATE_HZ = 48_000;
const FULL_SCALE = 0x8000;
/**
 * A frame of 60 ms and the encoder's look-ahead: so far what is heard beside a silent stretch may ring into it. Nothing of the
 * stretch itself can be there: the encoder never had it.
 */
export const RINGING_SEC = 0.15;

export type DecodedSound = { channels: Int16Array[]; durationSec: number };

/** Decodes a WebM file by the host's ffmpeg, which leaves out the encoder's pre-skip. */
export function decodeSound(ffmpeg: string, path: string, channelCount: number): DecodedSound {
  const args = ["-v", "error", "-i", path, "-f", "s16le", "-ar", String(OPUS_RATE_HZ), "pipe:1"];
  const bytes = execFileSync(ffmpeg, args, { maxBuffer: 2 ** 30, timeout: 120_000 });
  const frames = Math.floor(bytes.length / 2 / channelCount);
  const channels = Array.from({ length: channelCount }, () => new Int16Array(frames));
  for (const [channel, samples] of channels.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = bytes.readInt16LE((frame * channelCount + channel) * 2);
    }
  }
  return { channels, durationSec: frames / OPUS_RATE_HZ };
}

/** The loudest sample of any channel between two times, 0 to 1; 0 where there is none. */
export function loudest({ channels }: DecodedSound, fromSec: number, toSec: number): number {
  let most = 0;
  for (const channel of channels) {
    const part = channel.subarray(
      Math.max(0, Math.ceil(fromSec * OPUS_RATE_HZ)),
      Math.max(0, Math.floor(toSec * OPUS_RATE_HZ)),
    );
    for (const sample of part) most = Math.max(most, Math.abs(sample));
  }
  return most / FULL_SCALE;
}
