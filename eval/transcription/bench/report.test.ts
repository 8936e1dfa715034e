import { describe, expect, test } from "vitest";

import { everyCore } from "./every-core.ts";
import { composeReport, type Heard, type RoundFigures, type WayRun } from "./report.ts";

const run = (audioSec: number, tookSec: number): WayRun => ({
  audioSec,
  tookSec,
  cpuSec: tookSec / 2,
  peakBytes: tookSec * 1024 * 1024,
});

/** `slow`: how much longer everything takes in this round. */
const round = (slow: number): RoundFigures => ({
  runs: {
    a: run(30, 90 * slow),
    b: run(100, 25 * slow),
    c: run(100, 10 * slow),
    d: run(200, 10 * slow),
  },
  nativeOnSameSec: 9 * slow,
  hardwareScaling: 1.8,
});

describe("the report", () => {
  const heard = (text: string) =>
    new Map<string, Heard>([["call", [{ start_sec: 0, end_sec: 1, text }]]]);
  const lines = [{ startSec: 0, endSec: 1, text: "Good morning to you" }];
  const recordings = [
    { name: "call", path: "call.wav", truth: { lines, hasTimes: true } },
    { name: "other", path: "other.wav", truth: null },
  ];
  const report = composeReport(
    [round(1), round(10), round(2)],
    {
      a: heard("Good morning to you"),
      b: heard("Good evening to you"),
      c: heard("Good morning to you"),
      d: heard(""),
    },
    recordings,
    2,
  );

  test("ratios compare what ran in the same round, so that a busy one counts on both sides", () => {
    expect(report.ratios).toEqual({ "b/a": 10, "c/b": 2.5, "d/c": 2, "d/c per core": 1 });
  });

  test("speeds are medians, memory is the most, CPU seconds are for an hour of audio", () => {
    expect(report.ways.c).toMatchObject({
      timesRealTime: 5,
      peakMb: 100,
      cpuSecPerAudioHour: 360,
      coresBusy: 0.5,
    });
    expect(report.ways.d.coresBusy).toBe(0.25);
  });

  test("words are compared where there is a truth", () => {
    const rates = Object.values(report.ways).map((way) => way.wordErrorRate);
    expect(rates).toEqual([0, 0.25, 0, 1]);
  });
});

test("each physical core gets one worker, on all its hardware threads that may be used, the last core first", () => {
  const siblingsOf = (cpu: number) => (cpu % 2 === 0 ? [cpu, cpu + 1] : [cpu - 1, cpu]);
  expect(everyCore({ online: [0, 1, 2, 3, 4, 5], allowed: [0, 1, 2, 3, 5], siblingsOf })).toEqual([
    { cpus: [5], threads: 1 },
    { cpus: [2, 3], threads: 1 },
    { cpus: [0, 1], threads: 1 },
  ]);
});
