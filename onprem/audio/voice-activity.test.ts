import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import type { ChannelSound } from "./channel-sound.ts";
import { decodeWav } from "./decode-wav.ts";
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

function soundOf(recordingId: string): ChannelSound {
  const { channels, sampleRateHz } = decodeWav(readFileSync(new URL(`${recordingId}.wav`, CALLS)));
  return { samples: channels[0] ?? new Int16Array(), sampleRateHz };
}

function partOf({ samples, sampleRateHz }: ChannelSound, fromSec: number, toSec: number) {
  return { samples: samples.slice(fromSec * sampleRateHz, toSec * sampleRateHz), sampleRateHz };
}

const between = (regions: SpeechRegion[], fromSec: number, toSec: number) =>
  regions.filter(({ startSec, endSec }) => endSec > fromSec && startSec < toSec);

describe("the demo's calls", () => {
  const detector = createVoiceActivityDetector();

  test.each(calls)("$recording_id: every line is heard, and nothing but lines", (call) => {
    const regions = detector.detect(soundOf(call.recording_id));

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
    expect(between(detector.detect(soundOf("1001")), 0, 3.9)).toEqual([]);
    expect(between(detector.detect(soundOf("1008")), 26, 47)).toEqual([]);
    expect(detector.detect(soundOf("1011"))).toEqual([]);
  });

  test("one recording leaves no trace in the next", () => {
    const sound = soundOf("1010");
    const alone = createVoiceActivityDetector().detect(sound);
    detector.detect(partOf(soundOf("1001"), 0, 6));
    expect(detector.detect(sound)).toEqual(alone);
  });
});

describe("lengths", () => {
  test("no samples, or fewer than a frame, are no speech", () => {
    const detector = createVoiceActivityDetector();
    expect(detector.detect({ samples: new Int16Array(), sampleRateHz: 16_000 })).toEqual([]);
    expect(detector.detect({ samples: new Int16Array(100), sampleRateHz: 16_000 })).toEqual([]);
  });

  test("speech without a pause stays one region however long it lasts", () => {
    // Two seconds out of the middle of a sentence, over and over.
    const { samples: phrase, sampleRateHz } = partOf(soundOf("1001"), 40.8, 42.8);
    const repeats = 100;
    const samples = new Int16Array(phrase.length * repeats);
    for (let at = 0; at < repeats; at++) samples.set(phrase, at * phrase.length);

    const [region, ...others] = createVoiceActivityDetector().detect({ samples, sampleRateHz });
    expect(others).toEqual([]);
    expect(region?.startSec).toBeLessThan(0.1);
    expect(region?.endSec).toBeGreaterThan(199.9);
  });
});
