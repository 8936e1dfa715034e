import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  formatSilenced,
  MAX_SILENCED,
  parseSilenced,
  silencedSchema,
} from "#shared/contracts/audio.ts";
import type { Segment, Transcript } from "#shared/contracts/transcript.ts";

import { redactSegments } from "../redaction/redact-segments.ts";
import { JOINED_BELOW_SEC, MARGIN_SEC, planSilence } from "./plan-silence.ts";

function segment(
  start_sec: number,
  end_sec: number,
  text = "Fine.",
  change: Partial<Segment> = {},
): Segment {
  return { start_sec, end_sec, text, confidence: 0.9, speaker: null, ...change };
}

function transcriptOf(segments: Segment[], change: Partial<Transcript> = {}): Transcript {
  return {
    language: "en",
    model: "m",
    ...redactSegments(segments),
    word_count: 1,
    audio_sec: 120,
    speech_sec: 60,
    transcription_sec: 1,
    left_out: [],
    ...change,
  };
}

const CARD =
  "My card number is four two four two four two four two four two four two four two four two.";

describe("what is silenced", () => {
  test("is the whole segment from which something was taken, with a margin; nothing else", () => {
    const plan = planSilence(
      transcriptOf([segment(10, 14), segment(20, 30, CARD), segment(40, 45)]),
    );
    expect(plan).toEqual({
      kind: "silence",
      // the time of a redaction at a segment's end reaches 0.3 s beyond it
      stretches: [{ start_sec: 20 - MARGIN_SEC, end_sec: 30.3 + MARGIN_SEC }],
    });
    expect(planSilence(transcriptOf([segment(10, 14)]))).toEqual({
      kind: "silence",
      stretches: [],
    });
  });

  test("is also what nobody understood, is unsure, was left out, or lies between digits", () => {
    const kinds: Segment[] = [
      segment(10, 12, "[inaudible]"),
      segment(30, 32, "Four two", { confidence: 0.4 }),
      segment(50, 52, "It is [CARD]"),
      segment(50 + 2 + JOINED_BELOW_SEC, 57, "[CARD] thanks"),
      segment(80, 82),
    ];
    const left_out = [
      { start_sec: 90, end_sec: 95, reason: "repetition", outcome: "dropped", speaker: null },
      { start_sec: 110, end_sec: 120, reason: "too_long", outcome: "dropped", speaker: "agent" },
    ] as const;
    const plan = planSilence(transcriptOf(kinds, { left_out: [...left_out] }));
    const at = (start_sec: number, end_sec: number) => ({
      start_sec: start_sec - MARGIN_SEC,
      end_sec: Math.min(120, end_sec + MARGIN_SEC),
    });
    expect(plan).toEqual({
      kind: "silence",
      stretches: [at(10, 12), at(30, 32), at(50, 57), at(90, 95), at(110, 120)],
    });
  });
});

test.each<[string, Partial<Transcript>]>([
  ["no_redaction_times", { redacted_spans: undefined }],
  ["no_redaction_times", { redactions: { card: 1 }, redacted_spans: [] }],
  ["language_not_read", { language: "cy" }],
  ["language_not_read", { language: "und" }],
  ["nothing_to_hear", { segments: [segment(0, 120, "[CARD]")] }],
])("a call is unfit, %s, with %o", (code, change) => {
  expect(planSilence(transcriptOf([segment(1, 2)], change))).toEqual({ kind: "unfit", code });
});

test("stretches are in order, apart, within the call, few, and cover every redaction with its margin", () => {
  const times = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 90 })), {
      minLength: 1,
      maxLength: 900,
    })
    .map((pairs) =>
      pairs.map(([start, length]) => ({ start_sec: start / 2, end_sec: start / 2 + length / 9 })),
    );
  fc.assert(
    fc.property(times, fc.integer({ min: 100, max: 21_000 }), (spans, audio_sec) => {
      const plan = planSilence(
        transcriptOf([segment(0, 1)], {
          audio_sec,
          redacted_spans: spans.map((span) => ({ ...span, kind: "card", speaker: null })),
        }),
      );
      const whole = [{ start_sec: 0, end_sec: audio_sec }];
      const stretches = plan.kind === "unfit" ? whole : plan.stretches;
      expect(plan.kind === "unfit" ? plan.code : "nothing_to_hear").toBe("nothing_to_hear");
      expect(silencedSchema.parse(stretches)).toEqual(stretches);
      expect(stretches.length).toBeLessThanOrEqual(MAX_SILENCED);
      expect(stretches.at(-1)?.end_sec ?? 0).toBeLessThanOrEqual(audio_sec);
      const told = parseSilenced(formatSilenced(stretches));
      expect(told).toHaveLength(stretches.length);
      expect(formatSilenced(stretches).length).toBeLessThan(8000);
      for (const { start_sec, end_sec } of spans) {
        const from = Math.max(0, start_sec - MARGIN_SEC);
        const to = Math.min(audio_sec, end_sec + MARGIN_SEC);
        if (from >= to) continue;
        expect(stretches.some((one) => one.start_sec <= from && one.end_sec >= to)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
