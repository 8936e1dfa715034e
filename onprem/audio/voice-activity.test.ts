import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { decodeWav } from "./decode-wav.ts";
import { resampleForSpeech } from "./resample.ts";
import { createVoiceActivityDetector, type SpeechRegion } from "./voice-activity.ts";

const CALLS = new URL("../../demo/calls/", import.meta.url);
const SLACK_SEC = 0.2;

const truthSchema = z.array(
  z.object({
    recording_id: z.string(),
    truth: z.array(z.object({ start: z.number(), end: z.number(), text: z.string() })),
  }),
);
const calls = truthSchema.parse(JSON.parse(readFileSync(new URL("truth.json", CALLS), "utf8")));

function samplesOf(recordingId: string): Float32Array {
  const { channels, sampleRateHz } = decodeWav(readFileSync(new URL(`${recordingId}.wav`, CALLS)));
  return resampleForSpeech(channels[0] ?? new Float32Array(), sampleRateHz);
}

const between = (regions: SpeechRegion[], fromSec: number, toSec: number) =>
  regions.filter(({ startSec, endSec }) => endSec > fromSec && startSec < toSec);

describe("the demo's calls", () => {
  const detector = createVoiceActivityDetector();

  test.each(calls)("$recording_id: every line is heard, and nothing but lines", (call) => {
    const regions = detector.detect(samplesOf(call.recording_id));

    const missed = call.truth.filter(({ start, end }) => {
      const heard = between(regions, start, end);
      const startsAt = heard[0]?.startSec ?? Infinity;
      const endsAt = heard.at(-1)?.endSec ?? -Infinity;
      return startsAt > start + SLACK_SEC || endsAt < end - SLACK_SEC;
    });
    const unsaid = regions.filter(({ startSec, endSec }) =>
      call.truth.every(({ start, end }) => end <= startSec || start >= endSec),
    );
    expect({ missed, unsaid }).toEqual({ missed: [], unsaid: [] });
  });

  test("ringing, hold music and silence are not speech", () => {
    expect(between(detector.detect(samplesOf("1001")), 0, 3.9)).toEqual([]);
    expect(between(detector.detect(samplesOf("1008")), 26, 47)).toEqual([]);
    expect(detector.detect(samplesOf("1011"))).toEqual([]);
  });

  test("one recording leaves no trace in the next", () => {
    const samples = samplesOf("1010");
    const alone = createVoiceActivityDetector().detect(samples);
    detector.detect(samplesOf("1001").subarray(0, 6 * 16_000));
    expect(detector.detect(samples)).toEqual(alone);
  });
});

describe("lengths", () => {
  test("no samples, or fewer than a frame, are no speech", () => {
    const detector = createVoiceActivityDetector();
    expect(detector.detect(new Float32Array())).toEqual([]);
    expect(detector.detect(new Float32Array(100))).toEqual([]);
  });

  test("speech without a pause stays one region however long it lasts", () => {
    // Two seconds out of the middle of a sentence, over and over.
    const phrase = samplesOf("1001").subarray(40.8 * 16_000, 42.8 * 16_000);
    const repeats = 100;
    const samples = new Float32Array(phrase.length * repeats);
    for (let at = 0; at < repeats; at++) samples.set(phrase, at * phrase.length);

    const [region, ...others] = createVoiceActivityDetector().detect(samples);
    expect(others).toEqual([]);
    expect(region?.startSec).toBeLessThan(0.1);
    expect(region?.endSec).toBeGreaterThan(199.9);
  });
});
