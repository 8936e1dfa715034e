import type { Segment } from "#shared/contracts/transcript.ts";

import { errorRate, measureRecording } from "../measure-recording.ts";
import type { BenchRecording } from "./recordings.ts";

export type WayName = "a" | "b" | "c" | "d";

/** One way's work in one round. */
export type WayRun = { audioSec: number; tookSec: number; cpuSec: number; peakBytes: number };

export type Heard = Pick<Segment, "start_sec" | "end_sec" | "text">[];

export type WayFigures = {
  timesRealTime: number;
  /** Null where no recording has a truth; of what this way transcribed. */
  wordErrorRate: number | null;
  words: number;
  cpuSecPerAudioHour: number;
  /** CPU seconds of each second and core: below 1 a core waits, or somebody else has it. */
  coresBusy: number;
  peakMb: number;
};

export type RoundFigures = {
  runs: Record<WayName, WayRun>;
  /** Seconds of the native build for the recordings that the stock build did too. */
  nativeOnSameSec: number;
  /** Speed of all cores at once, each with a native build on the same recording, against one. */
  hardwareScaling: number;
};

export type BenchReport = {
  cores: number;
  ways: Record<WayName, WayFigures>;
  /** Medians of the ratios within a round. */
  ratios: { "b/a": number; "c/b": number; "d/c": number; "d/c per core": number };
  hardwareScaling: number;
};

export function composeReport(
  rounds: readonly RoundFigures[],
  heard: Record<WayName, Map<string, Heard>>,
  recordings: readonly BenchRecording[],
  cores: number,
): BenchReport {
  const speed = ({ audioSec, tookSec }: WayRun) => audioSec / tookSec;
  const way = (name: WayName): WayFigures => {
    const runs = rounds.map((round) => round.runs[name]);
    return {
      timesRealTime: median(runs.map(speed)),
      ...wordErrors(heard[name], recordings),
      cpuSecPerAudioHour: median(runs.map(({ cpuSec, audioSec }) => (cpuSec / audioSec) * 3600)),
      coresBusy: median(
        runs.map(({ cpuSec, tookSec }) => cpuSec / tookSec / (name === "d" ? cores : 1)),
      ),
      peakMb: Math.max(...runs.map(({ peakBytes }) => peakBytes)) / 1024 / 1024,
    };
  };
  // Within a round, so that what else the machine does at the time counts on both sides.
  const ratio = (of: (round: RoundFigures) => number) => median(rounds.map(of));
  const scaling = ratio(({ runs }) => speed(runs.d) / speed(runs.c));
  return {
    cores,
    ways: { a: way("a"), b: way("b"), c: way("c"), d: way("d") },
    ratios: {
      "b/a": ratio(({ runs, nativeOnSameSec }) => runs.a.tookSec / nativeOnSameSec),
      "c/b": ratio(({ runs }) => speed(runs.c) / speed(runs.b)),
      "d/c": scaling,
      "d/c per core": scaling / cores,
    },
    hardwareScaling: ratio((round) => round.hardwareScaling),
  };
}

function wordErrors(heard: Map<string, Heard>, recordings: readonly BenchRecording[]) {
  const total = { words: 0, substitutions: 0, deletions: 0, insertions: 0 };
  for (const { name, truth } of recordings) {
    const text = heard.get(name);
    if (truth === null || text === undefined) continue;
    const figures = measureRecording(truth, text);
    total.words += figures.words;
    total.substitutions += figures.substitutions;
    total.deletions += figures.deletions;
    total.insertions += figures.insertions;
  }
  return { words: total.words, wordErrorRate: errorRate(total) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((x, y) => x - y);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
