import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { packWindows, type SpeechWindow } from "./pack-windows.ts";
import type { SpeechRegion } from "./voice-activity.ts";
import { locateSegment, toRecordingTime } from "./window-clock.ts";

const RATE_HZ = 16_000;
const silence = (sec: number) => new Float32Array(sec * RATE_HZ);
const region = (startSec: number, endSec: number): SpeechRegion => ({ startSec, endSec });

const lengths = (windows: SpeechWindow[]) => windows.map(({ samples }) => samples.length / RATE_HZ);
const pieces = (windows: SpeechWindow[]) =>
  windows.map((window) =>
    window.pieces.map(({ startSec, endSec, offsetSec }) => [startSec, endSec, offsetSec]),
  );

describe("packing", () => {
  test("no speech, no windows", () => {
    expect(packWindows(silence(5), [])).toEqual([]);
  });

  test("speech keeps 0.2 s around it, and stretches that then touch are one", () => {
    const windows = packWindows(silence(20), [region(1, 2), region(2.3, 4), region(10, 12)]);
    expect(pieces(windows)).toEqual([
      [
        [0.8, 4.2, 0],
        [9.8, 12.2, 3.4],
      ],
    ]);
  });

  test("padding ends with the recording", () => {
    expect(pieces(packWindows(silence(3), [region(0.1, 2.95)]))).toEqual([[[0, 3, 0]]]);
  });

  test("a window takes what fits, in order", () => {
    const windows = packWindows(silence(60), [region(1, 21), region(25, 33), region(35, 37)]);
    expect(lengths(windows)).toEqual([20.4, 10.8]);
  });

  test("the samples are those of the recording", () => {
    const samples = Float32Array.from(silence(4), (_, at) => at);
    const [window] = packWindows(samples, [region(0.5, 1), region(2, 3)]);
    expect(window?.samples[0]).toBe(0.3 * RATE_HZ);
    expect(window?.samples.at(-1)).toBe(3.2 * RATE_HZ - 1);
  });

  test("speech too long for a window is cut where it is quietest in the last third", () => {
    const samples = silence(41).fill(0.5);
    const quiet = [10, 22];
    for (const sec of quiet) samples.fill(0.01, sec * RATE_HZ, (sec + 0.3) * RATE_HZ);
    const windows = packWindows(samples, [region(0.2, 40)]);
    expect(lengths(windows)[0]).toBeCloseTo(22.15, 2);
    expect(windows[1]?.pieces[0]?.startSec).toBe(windows[0]?.pieces[0]?.endSec);
  });

  test("a region that lies beyond the samples is left out", () => {
    expect(packWindows(silence(1), [region(5, 6)])).toEqual([]);
  });
});

describe("times", () => {
  // Piece 1: 1–3 s in the recording, spoken 1.2–2.8. Piece 2: 9–12 s, spoken 9.2–10 and 10.3–11.8.
  const [window] = packWindows(silence(20), [
    region(1.2, 2.8),
    region(9.2, 10),
    region(10.3, 11.8),
  ]);

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

  test("every instant of speech is in one window, once, and finds its way back", () => {
    fc.assert(
      fc.property(gapsAndLengths, (steps) => {
        const regions = layOut(steps);
        const samples = silence(Math.ceil((regions.at(-1)?.endSec ?? 0) + 1));
        const windows = packWindows(samples, regions);

        expect(Math.max(0, ...lengths(windows))).toBeLessThanOrEqual(27.5);
        const inOrder = windows.flatMap((window) => window.pieces);
        for (const [at, piece] of inOrder.entries()) {
          expect(piece.startSec).toBeGreaterThanOrEqual(inOrder[at - 1]?.endSec ?? 0);
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
            expect(holders).toHaveLength(1);
            expect(holders[0]).toBeCloseTo(instant, 6);
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
        const samples = silence(Math.ceil((regions.at(-1)?.endSec ?? 0) + 1));
        for (const window of packWindows(samples, regions)) {
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
