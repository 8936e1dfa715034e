import { describe, expect, test } from "vitest";

import {
  INAUDIBLE,
  leftOutSchema,
  MAX_SEGMENT_CHARS,
  MAX_SEGMENTS,
  MAX_TRANSCRIPT_CHARS,
  transcriptSchema,
  type LeftOut,
  type Segment,
} from "#shared/contracts/transcript.ts";

import { someTranscript } from "../testing/queue-fixture.ts";
import { fitTranscript, type Told } from "./fit-transcript.ts";

/** A turn of a second every two seconds, each with its number; odd pauses are half a second shorter. */
function turns(count: number, change: (at: number) => Partial<Segment> = () => ({})): Segment[] {
  return Array.from({ length: count }, (_, at) => ({
    start_sec: 2 * at - (at % 2) / 2,
    end_sec: 2 * at + 1,
    text: `Turn ${at}.`,
    confidence: 0.9,
    speaker: null,
    ...change(at),
  }));
}

const wordsOf = (segments: readonly Segment[]) =>
  segments.flatMap(({ text }) => text.split(" ")).join(" ");

function isWithinContract({ segments, leftOut }: Told): boolean {
  return transcriptSchema.safeParse({ ...someTranscript, segments, left_out: leftOut }).success;
}

describe("a transcript that fits", () => {
  test("stays as it is", () => {
    const segments = turns(MAX_SEGMENTS);
    expect(fitTranscript({ segments, leftOut: [] })).toEqual({ segments, leftOut: [] });
  });
});

describe("more segments than a transcript holds", () => {
  test("are joined where the pauses are shortest, and no word is lost", () => {
    const all = turns(MAX_SEGMENTS + 3);
    const told = fitTranscript({ segments: all, leftOut: [] });
    expect(told.segments).toHaveLength(MAX_SEGMENTS);
    expect(told.leftOut).toEqual([]);
    expect(wordsOf(told.segments)).toBe(wordsOf(all));
    expect(told.segments[0]).toMatchObject({ start_sec: 0, end_sec: 3, text: "Turn 0. Turn 1." });
    expect(told.segments[3]).toEqual(all[6]);
    expect(isWithinContract(told)).toBe(true);
  });

  test("even when each has to take up several", () => {
    const all = turns(4 * MAX_SEGMENTS);
    const told = fitTranscript({ segments: all, leftOut: [] });
    expect(told.segments).toHaveLength(MAX_SEGMENTS);
    expect(wordsOf(told.segments)).toBe(wordsOf(all));
    expect(isWithinContract(told)).toBe(true);
  });

  test("of two speakers keep their speakers, and what was inaudible stays by itself", () => {
    const all = turns(2 * MAX_SEGMENTS, (at) => ({
      speaker: at % 6 < 3 ? "agent" : "customer",
      ...(at % 60 === 1 ? { text: INAUDIBLE, confidence: 0 } : {}),
    }));
    const told = fitTranscript({ segments: all, leftOut: [] });
    const saidBy = (segments: readonly Segment[], speaker: Segment["speaker"]) =>
      wordsOf(segments.filter((segment) => segment.speaker === speaker));
    for (const speaker of ["agent", "customer"] as const) {
      expect(saidBy(told.segments, speaker)).toBe(saidBy(all, speaker));
    }
    const inaudible = ({ text }: Segment) => text === INAUDIBLE;
    expect(told.segments.filter(inaudible)).toEqual(all.filter(inaudible));
    expect(isWithinContract(told)).toBe(true);
  });
});

describe("more than a transcript holds in any way", () => {
  test("is cut at the end, and what is missing is said", () => {
    const text = "x".repeat(299);
    const all = turns(1100, () => ({ text }));
    const told = fitTranscript({ segments: all, leftOut: [] });
    const keeps = Math.floor(MAX_TRANSCRIPT_CHARS / text.length);
    expect(told.segments).toEqual(all.slice(0, keeps));
    expect(told.leftOut).toEqual([
      {
        start_sec: all[keeps]?.start_sec,
        end_sec: all.at(-1)?.end_sec,
        reason: "too_long",
        outcome: "dropped",
        speaker: null,
      },
    ]);
    expect(isWithinContract(told)).toBe(true);
  });

  test("so are turns that alternate, of which none can be joined", () => {
    const all = turns(MAX_SEGMENTS + 10, (at) => ({
      speaker: at % 2 === 0 ? "agent" : "customer",
    }));
    const piece: LeftOut = {
      start_sec: 0,
      end_sec: 1,
      reason: "no_text",
      outcome: "dropped",
      speaker: null,
    };
    const told = fitTranscript({
      segments: all,
      leftOut: Array.from({ length: MAX_SEGMENTS + 1 }, () => piece),
    });
    expect(told.segments).toEqual(all.slice(0, MAX_SEGMENTS));
    expect(told.leftOut.at(-1)).toMatchObject({ reason: "too_long", end_sec: all.at(-1)?.end_sec });
    expect(leftOutSchema.array().max(MAX_SEGMENTS).safeParse(told.leftOut).success).toBe(true);
    expect(isWithinContract(told)).toBe(true);
  });

  test("and a segment of nothing but signs", () => {
    const [segment] = turns(1, () => ({ text: "… ".repeat(MAX_SEGMENT_CHARS) }));
    const told = fitTranscript({ segments: segment === undefined ? [] : [segment], leftOut: [] });
    expect(isWithinContract(told)).toBe(true);
  });
});
