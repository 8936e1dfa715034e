import { readFileSync } from "node:fs";

import type { WorkerPlan } from "../transcription/plan-workers.ts";
import { DEFAULT_RECOGNITION } from "../transcription/recognition-options.ts";
import { startWhisperWorker, type WhisperWorker } from "../transcription/whisper-worker.ts";
import type { WorkerBrake } from "../transcription/worker-brake.ts";
import { ModelError } from "./model-error.ts";

/** One way to divide the cores, measured. */
export type SplitFigures = {
  workers: number;
  threads: number;
  /** Seconds until all workers had loaded the model, side by side. */
  loadSec: number;
  /** Seconds of audio that all workers together get through in a second. */
  timesRealTime: number;
  /** What one worker took at most; null where /proc does not tell. */
  peakBytes: number | null;
};

export type MeasureOptions = {
  modelPath: string;
  split: WorkerPlan["workers"];
  /** A recording with speech in it; each worker transcribes it once a round. */
  recording: string;
  language: string;
  rounds: number;
  /** How long one worker may take for one recording. */
  timeoutMs: number;
  homeFolder: string;
  env: NodeJS.ProcessEnv;
  brake: WorkerBrake;
  signal: AbortSignal;
  onProcess?: (pid: number, alive: boolean) => void;
};

/**
 * Starts the workers of a split as at night, has all of them transcribe the same recording at the same time, and ends
 * them. Speech detection and decoding count, as they do at night. Throws ModelError when the recording is not fit for it,
 * WorkerUnusableError, WorkerDiedError, or the signal's reason.
 */
export async function measureSplit(options: MeasureOptions): Promise<SplitFigures> {
  const { modelPath, split, homeFolder, env, brake, signal, onProcess } = options;
  signal.throwIfAborted();
  const workers: WhisperWorker[] = [];
  const killAll = () => Promise.all(workers.map((worker) => worker.kill()));
  const killOnAbort = () => void killAll();
  signal.addEventListener("abort", killOnAbort);
  try {
    const beganMs = performance.now();
    const starts = await Promise.allSettled(
      split.map(async ({ cpus, threads }) => {
        const under = { brake, signal, ...(onProcess === undefined ? {} : { onProcess }) };
        workers.push(
          await startWhisperWorker({
            ...under,
            modelPath,
            cpus,
            threads,
            recognition: DEFAULT_RECOGNITION,
            homeFolder,
            env,
          }),
        );
      }),
    );
    const failed = starts.find((start) => start.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const loadSec = (performance.now() - beganMs) / 1000;
    const speeds: number[] = [];
    for (let round = 0; round < options.rounds; round++)
      speeds.push(await hearAll(workers, options));
    const peaks = workers.map((worker) => peakBytes(worker.pid)).filter((peak) => peak !== null);
    return {
      workers: split.length,
      threads: Math.max(...split.map((worker) => worker.threads)),
      loadSec,
      timesRealTime: median(speeds),
      peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", killOnAbort);
    await killAll();
  }
}

/** Seconds of audio per second, all workers together. */
async function hearAll(
  workers: readonly WhisperWorker[],
  { recording, language, timeoutMs }: MeasureOptions,
): Promise<number> {
  const beganMs = performance.now();
  const heardSec = await Promise.all(
    workers.map(async (worker) => {
      const result = await worker.transcribe(
        { recordingId: "measure", path: recording, language, initialPrompt: null, minCallSec: 0 },
        timeoutMs,
      );
      if (result.kind !== "transcribed") {
        throw new ModelError(
          `${recording} is not fit to measure with: ${result.reason} Name one with speech in it by --audio.`,
        );
      }
      return result.transcript.audio_sec;
    }),
  );
  const tookSec = (performance.now() - beganMs) / 1000;
  return heardSec.reduce((sum, sec) => sum + sec, 0) / tookSec;
}

/** The most memory a process ever had resident; null where the system does not tell. */
function peakBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Of figures of one split from several times. */
export function medianFigures(figures: readonly [SplitFigures, ...SplitFigures[]]): SplitFigures {
  const peaks = figures.map((one) => one.peakBytes).filter((peak) => peak !== null);
  return {
    ...figures[0],
    loadSec: median(figures.map((one) => one.loadSec)),
    timesRealTime: median(figures.map((one) => one.timesRealTime)),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** Hours for so many calls of so many seconds, the loading of the model included. */
export function hoursFor(figures: SplitFigures, calls: number, callSec: number): number {
  return (figures.loadSec + (calls * callSec) / figures.timesRealTime) / 3600;
}
