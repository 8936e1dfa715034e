import { expect, test } from "vitest";

import { SoundCollector, toSixteenBits, type DecodedAudio } from "./collect-sound.ts";
import { resampleForSpeech } from "./resample.ts";
import { sampleFormat } from "./sample-formats.ts";
import { callSamples } from "./testing/make-recordings.ts";
import { pcm16 } from "./testing/wav-file.ts";

/** Collects 16-bit PCM that comes in pieces of so many bytes. */
function collected(
  bytes: Uint8Array,
  { channelCount = 1, sampleRateHz = 8_000, pieceBytes = bytes.length },
): DecodedAudio {
  const format = { tag: 1, bitsPerSample: 16, channelCount, sampleRateHz };
  const collector = new SoundCollector(format, sampleFormat(format));
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    collector.add(bytes.subarray(at, at + pieceBytes));
  }
  return collector.end();
}

test.each([1, 3, 5, 4096])("pieces of %d bytes are put together", (pieceBytes) => {
  const frames = Array.from({ length: 2000 }, (_, at) => [at, -at - 1]);
  const { channels, durationSec, sampleRateHz } = collected(pcm16(frames.flat()), {
    channelCount: 2,
    pieceBytes,
  });
  expect(channels.map((channel) => [...channel])).toEqual([
    frames.map(([left]) => left),
    frames.map(([, right]) => right),
  ]);
  expect({ durationSec, sampleRateHz }).toEqual({ durationSec: 0.25, sampleRateHz: 8_000 });
});

test("more than a block of sound", () => {
  const count = 9 * 1024 * 1024;
  const bytes = new Uint8Array(2 * count);
  new DataView(bytes.buffer).setInt16(2 * (count - 1), 1234, true);
  const [channel] = collected(bytes, { pieceBytes: 1_000_001 }).channels;
  expect(channel).toHaveLength(count);
  expect(channel?.at(-1)).toBe(1234);
});

test.each([22_050, 44_100, 48_000])(
  "sound at %d Hz is kept at 16 kHz, as it would be were it resampled whole",
  (sampleRateHz) => {
    const samples = callSamples().subarray(40_000, 120_000);
    const { channels, durationSec, ...rest } = collected(
      pcm16(Array.from(samples, toSixteenBits)),
      { sampleRateHz, pieceBytes: 10_001 },
    );
    const whole = resampleForSpeech(samples, sampleRateHz);
    const [channel = new Int16Array()] = channels;
    expect(rest.sampleRateHz).toBe(16_000);
    expect(durationSec).toBe(samples.length / sampleRateHz);
    expect(Math.abs(channel.length - whole.length)).toBeLessThanOrEqual(1);
    const worst = Math.max(
      ...whole
        .subarray(0, channel.length)
        .map((sample, at) => Math.abs(sample - (channel[at] ?? 0) / 0x8000)),
    );
    expect(worst).toBeLessThan(1e-3);
  },
);
