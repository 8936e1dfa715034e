import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { ChannelSound } from "./channel-sound.ts";
import { toSixteenBits } from "./collect-sound.ts";
import { packWindows, readWindow, type SpeechWindow } from "./pack-windows.ts";
import {
  createSpeechLikelihood,
  FRAME_SAMPLES,
  type SpeechLikelihood,
} from "./speech-likelihood.ts";
import { callSamples, CALL_RATE_HZ } from "./testing/make-recordings.ts";
import type { SpeechRegion } from "./voice-activity.ts";
import { locateSegment, toRecordingTime } from "./window-clock.ts";

const RATE_HZ = 16_000;
const OVERLAP_SEC = 0.75;
const silence = (sec: number): ChannelSound => ({
  samples: new Int16Array(sec * RATE_HZ),
  sampleRateHz: RATE_HZ,
});
/** The same everywhere: a cut falls where it is quietest. */
const even: SpeechLikelihood = (samples) =>
  Array.from({ length: Math.ceil(samples.length / FRAME_SAMPLES) }, () => 1);
const pack = (sound: ChannelSound, regions: readonly SpeechRegion[]) =>
  packWindows(sound, regions, even);
const region = (startSec: number, endSec: number): SpeechRegion => ({ startSec, endSec });

const lengths = (windows: SpeechWindow[]) =>
  windows.map(({ pieces: all }) =>
    all.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0),
  );
const pieces = (windows: SpeechWindow[]) =>
  windows.map((window) =>
    window.pieces.map(({ startSec, endSec, offsetSec }) => [startSec, endSec, offsetSec]),
  );

describe("packing", () => {
  test("no speech, no windows", () => {
    expect(pack(silence(5), [])).toEqual([]);
  });

  test("speech keeps 0.2 s around it, and stretches that then touch are one", () => {
    const windows = pack(silence(20), [region(1, 2), region(2.3, 4), region(10, 12)]);
    expect(pieces(windows)).toEqual([
      [
        [0.8, 4.2, 0],
        [9.8, 12.2, 3.4],
      ],
    ]);
  });

  test("padding ends with the recording", () => {
    expect(pieces(pack(silence(3), [region(0.1, 2.95)]))).toEqual([[[0, 3, 0]]]);
  });

  test("a window takes what fits, in order", () => {
    const windows = pack(silence(60), [region(1, 21), region(25, 33), region(35, 37)]);
    expect(lengths(windows).map((sec) => sec.toFixed(2))).toEqual(["20.40", "10.80"]);
  });

  test("the samples are those of the recording", () => {
    const samples = Int16Array.from({ length: 4 * RATE_HZ }, (_, at) => at / 2);
    const sound = { samples, sampleRateHz: RATE_HZ };
    const [window] = pack(sound, [region(0.5, 1), region(2, 3)]);
    const read = readWindow(sound, window ?? { pieces: [] });
    expect(read).toHaveLength((0.9 + 1.4) * RATE_HZ);
    expect((read[0] ?? 0) * 0x8000).toBe((0.3 * RATE_HZ) / 2);
    expect((read.at(-1) ?? 0) * 0x8000).toBe(Math.floor((3.2 * RATE_HZ - 1) / 2));
  });

  test("a stretch too long for a window is cut in the longest pause of the last third, and nothing is in both", () => {
    const windows = pack(silence(60), [region(0.2, 20), region(20.3, 24), region(24.25, 40)]);
    expect(pieces(windows).map(([piece]) => piece?.slice(0, 2))).toEqual([
      [0, 20.15],
      [20.15, 40.2],
    ]);
    expect(windows[1]?.pieces[0]?.sharedSec).toBe(0);
  });

  test("speech without a pause is cut where it is quietest if it is equally likely all over; both windows have what is around the cut", () => {
    const sound = silence(41);
    sound.samples.fill(9000);
    for (const sec of [10, 22]) sound.samples.fill(90, sec * RATE_HZ, (sec + 0.3) * RATE_HZ);
    const [first, second] = pack(sound, [region(0.2, 40)]);
    const cut = (first?.pieces[0]?.endSec ?? 0) - OVERLAP_SEC;
    expect(cut).toBeGreaterThan(22.05);
    expect(cut).toBeLessThan(22.25);
    expect(second?.pieces[0]?.startSec).toBeCloseTo(cut - OVERLAP_SEC, 6);
    expect(second?.pieces[0]?.sharedSec).toBe(2 * OVERLAP_SEC);
  });

  test("it is cut where nobody is likely to speak rather than where somebody speaks softly", () => {
    // "…it should be back within ten minutes", over and over without a pause.
    const phrase = callSamples().subarray(40.7 * CALL_RATE_HZ, 44.55 * CALL_RATE_HZ);
    const samples = Float32Array.from(
      { length: 40 * CALL_RATE_HZ },
      (_, at) => phrase[at % phrase.length] ?? 0,
    );
    const [humSec, softSec] = [21, 24];
    for (let at = 0; at < 0.3 * CALL_RATE_HZ; at++) {
      samples[humSec * CALL_RATE_HZ + at] = 0.1 * Math.sin((2 * Math.PI * 50 * at) / CALL_RATE_HZ);
    }
    for (let at = softSec * CALL_RATE_HZ; at < (softSec + 1) * CALL_RATE_HZ; at++) {
      samples[at] = (samples[at] ?? 0) / 6;
    }
    const sound = { samples: Int16Array.from(samples, toSixteenBits), sampleRateHz: CALL_RATE_HZ };
    // The same place, whether the windows overlap around it or not.
    const cutWith = (likelihood: SpeechLikelihood) => {
      const [first, second] = packWindows(sound, [region(0, 40)], likelihood);
      return ((first?.pieces[0]?.endSec ?? 0) + (second?.pieces[0]?.startSec ?? 0)) / 2;
    };
    expect(Math.abs(cutWith(createSpeechLikelihood()) - (humSec + 0.15))).toBeLessThan(0.15);
    expect(Math.abs(cutWith(even) - (softSec + 0.5))).toBeLessThan(0.6);
  });

  test("a region that lies beyond the samples is left out", () => {
    expect(pack(silence(1), [region(5, 6)])).toEqual([]);
  });
});

describe("times", () => {
  // Piece 1: 1–3 s in the recording, spoken 1.2–2.8. Piece 2: 9–12 s, spoken 9.2–10 and 10.3–11.8.
  const [window] = pack(silence(20), [region(1.2, 2.8), region(9.2, 10), region(10.3, 11.8)]);

  test.each([
    ["in the first piece", 0.5, 1.5],
    ["in the second", 2.5, 9.5],
    ["where the second begins", 2, 9],
    ["before the window", -1, 1],
    ["after it", 99, 12],
  ])("%s", (_, windowSec, recordingSec) => {
    expect(toRecordingTime(window?.pieces ?? [], windowSec)).toBeCloseTo(recordingSec, 6);
  });

  test.each([
    ["within speech, both hold", [0.5, 1.5], [1.5, 2.5]],
    ["from the window's start: where speech begins", [0, 1.5], [1.2, 2.5]],
    ["from the silence after the first piece: where the next speaks", [1.9, 2.8], [9.2, 9.8]],
    ["from the last instants of what was said before: the same", [1.6, 2.8], [9.2, 9.8]],
    ["from the next piece's lead-in: the same", [2.1, 2.8], [9.2, 9.8]],
    ["from the pause inside a piece: where speech goes on", [3.1, 4.5], [10.3, 11.5]],
    ["to the next piece's lead-in: back to what was spoken", [0.5, 2.05], [1.5, 2.8]],
    ["to the silence after speech: as the engine says", [0.5, 1.9], [1.5, 2.9]],
    ["a short word at the end of a region keeps its place", [1.65, 1.8], [2.65, 2.8]],
    ["over both pieces", [0.1, 4.8], [1.2, 11.8]],
    ["times in the wrong order never run backwards", [1.5, 0.5], [2.5, 2.5]],
  ])("a segment %s", (_, [from = 0, to = 0], [startSec = 0, endSec = 0]) => {
    const located = locateSegment(window?.pieces ?? [], from, to);
    expect(located.startSec).toBeCloseTo(startSec, 6);
    expect(located.endSec).toBeCloseTo(endSec, 6);
  });
});

describe("any recording", () => {
  const gapsAndLengths = fc.array(
    fc.tuple(
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 0.1, max: 45, noNaN: true }),
    ),
    { maxLength: 12 },
  );

  function layOut(steps: readonly [number, number][]): SpeechRegion[] {
    let clock = 0;
    return steps.map(([gapSec, lengthSec]) => {
      const startSec = clock + gapSec;
      clock = startSec + lengthSec;
      return { startSec, endSec: clock };
    });
  }

  test("every instant of speech is in one window, or in two around a cut, and finds its way back", () => {
    fc.assert(
      fc.property(gapsAndLengths, (steps) => {
        const regions = layOut(steps);
        const sound = silence(Math.ceil((regions.at(-1)?.endSec ?? 0) + 1));
        const windows = pack(sound, regions);

        expect(Math.max(0, ...lengths(windows))).toBeLessThanOrEqual(27.5);
        const inOrder = windows.flatMap((window) => window.pieces);
        for (const [at, piece] of inOrder.entries()) {
          const before = inOrder[at - 1];
          expect(piece.startSec).toBeCloseTo(
            Math.max(piece.startSec, (before?.endSec ?? 0) - piece.sharedSec),
            6,
          );
        }
        for (const { startSec, endSec } of regions) {
          for (const instant of [startSec + 0.01, (startSec + endSec) / 2, endSec - 0.01]) {
            const holders = windows.flatMap((window) =>
              window.pieces
                .filter((piece) => piece.startSec <= instant && instant < piece.endSec)
                .map((piece) =>
                  toRecordingTime(window.pieces, piece.offsetSec + instant - piece.startSec),
                ),
            );
            const isAtCut = inOrder.some(
              ({ startSec: start, sharedSec }) => start <= instant && instant < start + sharedSec,
            );
            expect(holders).toHaveLength(isAtCut ? 2 : 1);
            for (const holder of holders) expect(holder).toBeCloseTo(instant, 6);
          }
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test("a located segment lies in the window's recording and never runs backwards", () => {
    const instant = fc.double({ min: -1, max: 31, noNaN: true });
    fc.assert(
      fc.property(gapsAndLengths, instant, instant, (steps, from, to) => {
        const regions = layOut(steps);
        const sound = silence(Math.ceil((regions.at(-1)?.endSec ?? 0) + 1));
        for (const window of pack(sound, regions)) {
          const { startSec, endSec } = locateSegment(window.pieces, from, to);
          expect(startSec).toBeGreaterThanOrEqual(window.pieces[0]?.startSec ?? 0);
          expect(endSec).toBeGreaterThanOrEqual(startSec);
          expect(endSec).toBeLessThanOrEqual(window.pieces.at(-1)?.endSec ?? 0);
        }
      }),
      { seed: 4, numRuns: 40 },
    );
  });
});
