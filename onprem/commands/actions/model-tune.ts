import { resolve } from "node:path";

import { writeSettings } from "../../config/edit-config.ts";
import { loadConfig, type AgentConfig } from "../../config/load-config.ts";
import { candidateSplits } from "../../models/candidate-splits.ts";
import { hoursFor, type SplitFigures } from "../../models/measure-split.ts";
import { writeMeasuredSpeed } from "../../models/measured-speed.ts";
import { ModelError } from "../../models/model-error.ts";
import { recordingToMeasure } from "../../models/recording-to-measure.ts";
import {
  bestSplit,
  CALL_SEC,
  NIGHT_CALLS,
  tuneModel,
  type TunedSplit,
} from "../../models/tune-model.ts";
import { underGuard } from "../../models/under-guard.ts";
import { windowAt } from "../../night/night-window.ts";
import { holdRunLock } from "../../queue/run-lock.ts";
import { bytes } from "../../status/figures-in-words.ts";
import { readCpuTopology } from "../../transcription/cpu-topology.ts";
import { prepareWorkers } from "../../transcription/prepare-workers.ts";
import { WorkerBrake } from "../../transcription/worker-brake.ts";
import { freeMemoryBytes } from "../../transcription/worker-memory.ts";
import { stopOnSignals } from "../stop-signal.ts";

export type ModelTuneOptions = {
  write?: true;
  minutes: number;
  model?: string;
  audio?: string;
  json?: true;
};

/**
 * `nightshift model tune`: measures, prints a table, and with --write sets the best split. Throws ModelError, WorkerUnusableError,
 * AlreadyRunningError, ConfigError: each message says what to do.
 */
export async function modelTune(configPath: string, options: ModelTuneOptions): Promise<void> {
  const loaded = loadConfig(configPath, process.env);
  const config: AgentConfig =
    options.model === undefined
      ? loaded
      : { ...loaded, whisper: { ...loaded.whisper, model: resolve(options.model) } };
  const topology = readCpuTopology();
  const freeBytes = freeMemoryBytes();
  // As the night does: engine, model and memory for one worker at least.
  const { plan } = prepareWorkers(config, process.env, topology, freeBytes);
  for (const warning of plan.warnings) console.error(`warning: ${warning}`);
  refuseNearNight(config, options.minutes);
  const release = holdRunLock(config.stateFolder);
  const stop = stopOnSignals();
  try {
    const recording =
      options.audio === undefined
        ? recordingToMeasure(config.stateFolder)
        : { path: resolve(options.audio), own: true };
    console.error(
      `Measuring with ${recording.own ? "a recording of this site" : "the sample that comes with the program"}, at most ${options.minutes} min.`,
    );
    const brake = new WorkerBrake();
    const splits = await underGuard(
      { config, topology, plan, brake, signal: stop.signal },
      ({ signal, onProcess }) =>
        tuneModel({
          modelPath: config.whisper.model,
          recording: recording.path,
          language: config.whisper.language,
          homeFolder: config.stateFolder,
          env: process.env,
          brake,
          signal,
          onProcess,
          candidates: candidateSplits(topology, config.whisper.cpus),
          freeBytes,
          deadlineMs: performance.now() + options.minutes * 60_000,
          clockMs: () => performance.now(),
          onMeasuring: ({ workers, threads }, round) =>
            console.error(`  ${workers} × ${threads}${round > 1 ? ` (${round})` : ""} …`),
        }),
    );
    conclude(configPath, config, splits, options);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error("nightshift: Stopped; nothing was changed.");
    process.exitCode = stop.exitCode() ?? 0;
  } finally {
    release();
  }
}

/** A night that is about to begin must find the queue free, and its cores. */
function refuseNearNight({ night, site }: AgentConfig, minutes: number): void {
  const now = Date.now();
  const window = windowAt(now, night, site.timeZone);
  const inMinutes = (window.startsAt - now) / 60_000;
  if (!window.inside && inMinutes < minutes) {
    throw new ModelError(
      `The night begins in ${Math.ceil(inMinutes)} min. Measure tomorrow, or for fewer --minutes.`,
    );
  }
}

function conclude(
  configPath: string,
  config: AgentConfig,
  splits: readonly TunedSplit[],
  options: ModelTuneOptions,
): void {
  const best = bestSplit(splits);
  if (best === null || best.figures === null) return;
  const { workers, threads, figures } = best;
  writeMeasuredSpeed(config.stateFolder, config.whisper.model, {
    workers,
    threads,
    times_real_time: figures.timesRealTime,
    load_sec: figures.loadSec,
    peak_bytes: figures.peakBytes,
    measured_at: new Date().toISOString(),
  });
  if (options.json === true) console.log(JSON.stringify({ splits, best: { workers, threads } }));
  else for (const line of table(splits, best)) console.log(line);
  const same = config.whisper.workers === workers && config.whisper.threads === threads;
  if (options.write !== true) {
    console.error(
      same
        ? "The configuration says so already."
        : `Nothing was changed. With --write, or by hand, [whisper] of ${configPath} gets workers = ${workers} and threads = ${threads}.`,
    );
    return;
  }
  if (same) return console.error("The configuration says so already; it was not touched.");
  const backup = writeSettings(
    configPath,
    "whisper",
    { workers, threads },
    resolve(config.stateFolder, "backups"),
    new Date(),
  );
  console.error(
    `${configPath} has workers = ${workers} and threads = ${threads} now; the file before is ${backup}.\n` +
      "Run `sudo nightshift install`, so that the services' memory limit follows.",
  );
}

function table(splits: readonly TunedSplit[], best: TunedSplit): string[] {
  const rows = splits.map((split) => [
    split === best ? "*" : "",
    `${split.workers} × ${split.threads}`,
    ...(split.figures === null ? [split.skipped ?? ""] : cells(split.figures)),
  ]);
  const head = [
    "",
    "workers × threads",
    "load",
    "× real time",
    "memory each",
    `${NIGHT_CALLS} calls of ${CALL_SEC} s`,
  ];
  const widths = head.map((title, column) =>
    Math.max(
      title.length,
      ...rows.filter((row) => row.length > 3).map((row) => row[column]?.length ?? 0),
    ),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column < 2 || row.length <= 3
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}

function cells(figures: SplitFigures): string[] {
  return [
    `${figures.loadSec.toFixed(1)} s`,
    figures.timesRealTime.toFixed(2),
    figures.peakBytes === null ? "?" : bytes(figures.peakBytes),
    `${hoursFor(figures, NIGHT_CALLS, CALL_SEC).toFixed(1)} h`,
  ];
}
