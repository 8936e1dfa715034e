import { describe, expect, test } from "vitest";

import { resampleForSpeech } from "./resample.ts";

const TONE_HZ = 440;

function tone(sampleRateHz: number, durationSec: number): Float32Array {
  return Float32Array.from({ length: sampleRateHz * durationSec }, (_, at) =>
    Math.sin((2 * Math.PI * TONE_HZ * at) / sampleRateHz),
  );
}

describe("resampleForSpeech", () => {
  test.each([8_000, 11_025, 22_050, 44_100, 48_000])(
    "a tone at %d Hz is the same tone at 16 kHz, without delay",
    (sampleRateHz) => {
      const expected = tone(16_000, 2);
      const resampled = resampleForSpeech(tone(sampleRateHz, 2), sampleRateHz);

      expect(Math.abs(resampled.length - expected.length)).toBeLessThanOrEqual(2);
      // The filter needs a few samples at either end.
      const worst = Math.max(
        ...resampled
          .subarray(100, -100)
          .map((sample, at) => Math.abs(sample - (expected[at + 100] ?? 0))),
      );
      expect(worst).toBeLessThan(0.02);
    },
  );

  test("16 kHz is left as it is", () => {
    const samples = tone(16_000, 0.1);
    expect(resampleForSpeech(samples, 16_000)).toBe(samples);
  });

  test("a view into a larger buffer is read where it begins", () => {
    const samples = tone(8_000, 1);
    const larger = new Float32Array(samples.length + 5).fill(1);
    larger.set(samples, 5);
    expect(resampleForSpeech(larger.subarray(5), 8_000)).toEqual(resampleForSpeech(samples, 8_000));
  });
});
