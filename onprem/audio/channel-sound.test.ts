import { expect, test } from "vitest";

import { readSpeech, speechSampleCount } from "./channel-sound.ts";
import { toSixteenBits } from "./collect-sound.ts";
import { resampleForSpeech } from "./resample.ts";
import { callSamples, CALL_RATE_HZ } from "./testing/make-recordings.ts";

test.each([8_000, 11_025, 16_000, 44_100])(
  "stretches of a channel at %d Hz are what the whole of it is at 16 kHz",
  (sampleRateHz) => {
    const samples = callSamples().subarray(4 * CALL_RATE_HZ, 14 * CALL_RATE_HZ);
    const sound = { samples: Int16Array.from(samples, toSixteenBits), sampleRateHz };
    const whole = resampleForSpeech(samples, sampleRateHz);
    const count = speechSampleCount(sound);
    expect(Math.abs(whole.length - count)).toBeLessThanOrEqual(2);

    for (const [from, to] of [
      [0, 16_000],
      [12_345, 40_000],
      [count - 5_000, count + 99],
    ] as const) {
      const stretch = readSpeech(sound, from, to);
      expect(stretch).toHaveLength(Math.min(to, count) - from);
      // Of the recording's last instants each makes something else.
      const expected = whole.subarray(from, Math.min(to, count - 20));
      const worst = Math.max(
        ...expected.map((sample, at) => Math.abs(sample - (stretch[at] ?? 0))),
      );
      expect(worst).toBeLessThan(1e-3);
    }
  },
);

test("what is louder than full scale, or no number, is kept within 16 bits", () => {
  const samples = Int16Array.from([-1.5, -1, 0.5, 1, 2, Number.NaN], toSixteenBits);
  expect([...samples]).toEqual([-32_768, -32_768, 16_384, 32_767, 32_767, 0]);
});

test("a stretch beyond the end is empty", () => {
  const sound = { samples: new Int16Array(800), sampleRateHz: 8_000 };
  expect(readSpeech(sound, 5_000, 6_000)).toHaveLength(0);
});
