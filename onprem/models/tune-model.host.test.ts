import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { DEMO_CALLS, DEMO_MODEL } from "../testing/night-site.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { readCpuTopology } from "../transcription/cpu-topology.ts";
import { WorkerBrake } from "../transcription/worker-brake.ts";
import type { CandidateSplit } from "./candidate-splits.ts";
import { bestSplit, tuneModel, type TuneOptions } from "./tune-model.ts";

const GB = 1024 ** 3;
/** Eleven seconds, and a call in which nobody speaks. */
const SHORT_CALL = join(DEMO_CALLS, "1010.wav");
const SILENT_CALL = join(DEMO_CALLS, "1011.wav");

/**
 * A worker for each of two CPUs, and one for one of them. Threads that wait for each other take minutes at idle priority on
 * CPUs that others use too, so no worker has two.
 */
function candidates(): [CandidateSplit, CandidateSplit] {
  const cpus = readCpuTopology().allowed.slice(0, 2);
  const own = cpus.map((cpu) => ({ cpus: [cpu], threads: 1 }));
  return [
    { workers: own.length, threads: 1, plan: { workers: own, cpus, warnings: [] } },
    { workers: 1, threads: 1, plan: { workers: own.slice(-1), cpus, warnings: [] } },
  ];
}

function options(change: Partial<TuneOptions> = {}) {
  const measured: string[] = [];
  const pids = new Set<number>();
  return {
    measured,
    pids,
    modelPath: DEMO_MODEL,
    recording: SHORT_CALL,
    language: "en",
    homeFolder: tempFolder(),
    env: process.env,
    brake: new WorkerBrake(),
    signal: new AbortController().signal,
    candidates: candidates(),
    freeBytes: 100 * GB,
    deadlineMs: performance.now() + 120_000,
    clockMs: () => performance.now(),
    onMeasuring: ({ workers, threads }: { workers: number; threads: number }, round: number) =>
      void measured.push(`${workers}×${threads} ${round}`),
    onProcess: (pid: number, alive: boolean) => void (alive ? pids.add(pid) : pids.delete(pid)),
    ...change,
  };
}

describe("tuning with the real engine", () => {
  test("measures each split in turn, three times, and leaves no process behind", async () => {
    const wish = options();
    const splits = await tuneModel(wish);
    expect(wish.measured).toHaveLength(3 * wish.candidates.length);
    const [first, second] = wish.candidates;
    expect(wish.measured.slice(0, 3)).toEqual([
      `${first?.workers}×1 1`,
      `${second?.workers}×1 1`,
      `${first?.workers}×1 2`,
    ]);
    for (const { figures: taken, workers } of splits) {
      expect(taken?.workers).toBe(workers);
      expect(taken?.timesRealTime).toBeGreaterThan(1);
      expect(taken?.peakBytes).toBeGreaterThan(20e6);
    }
    expect(bestSplit(splits)).not.toBeNull();
    expect(wish.pids.size).toBe(0);
  });

  test("leaves out what memory does not hold, and says so", async () => {
    const [each, one] = candidates();
    const many = { ...each, workers: 300 };
    const splits = await tuneModel(
      options({ candidates: [many, one], freeBytes: GB, deadlineMs: performance.now() + 60_000 }),
    );
    expect(splits[0]?.skipped).toMatch(/of memory are needed/);
    expect(splits[1]?.figures).not.toBeNull();
  });

  test("without time for anything is an error", async () => {
    await expect(tuneModel(options({ deadlineMs: performance.now() + 1 }))).rejects.toThrow(
      /--minutes/,
    );
  });

  test("ends its workers at once when it is told to", async () => {
    const stop = new AbortController();
    const wish = options({ signal: stop.signal });
    const tuning = tuneModel({
      ...wish,
      onProcess: (pid, alive) => {
        wish.onProcess(pid, alive);
        if (alive) stop.abort(new Error("enough"));
      },
    });
    await expect(tuning).rejects.toThrow("enough");
    expect(wish.pids.size).toBe(0);
  });

  test("with a recording in which nobody speaks is an error that says so", async () => {
    await expect(tuneModel(options({ recording: SILENT_CALL }))).rejects.toThrow(
      /not fit to measure with: Nobody speaks.*--audio/,
    );
  });
});
