import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { findConfig } from "../config/find-config.ts";
import { ConfigError, loadConfig } from "../config/load-config.ts";
import { layoutFor } from "../install/layout.ts";
import { readGgmlModel } from "../models/ggml-model.ts";
import { hoursFor, measureSplit, type SplitFigures } from "../models/measure-split.ts";
import { modelsIn } from "../models/model-folder.ts";
import { SAMPLE_RECORDING } from "../models/recording-to-measure.ts";
import { CALL_SEC, NIGHT_CALLS } from "../models/tune-model.ts";
import { formatCpuList, parseCpuList, readCpuTopology } from "../transcription/cpu-topology.ts";
import { modelProblem } from "../transcription/model-file.ts";
import { planWorkers, type WorkerPlan } from "../transcription/plan-workers.ts";
import { WorkerBrake } from "../transcription/worker-brake.ts";
import { freeMemoryBytes, workerBytes, workersThatFit } from "../transcription/worker-memory.ts";

/*
 * `npm run bench`: what each model costs on this machine, for choosing one. It measures with real workers, pinned and at
 * idle priority: whatever else runs here meanwhile slows the figures down, not the other way round.
 */
const USAGE = `npm run bench -- [options]

  --folder DIR   where models lie; may come several times
                 (those of the configuration, /var/lib/nightshift/models, ./models, and the demo's model)
  --audio FILE   a recording of yours to measure with (a sample call of 51 s)
  --cpus LIST    CPUs for the workers, such as 4-7 (as the agent would choose)
  --workers N    workers (one for each core)
  --threads N    threads of each
  --rounds N     how often the recording is heard; the median counts (3)
  --json         the figures as JSON on the last line
  --help
`;
/** No model is so slow that a minute of audio takes longer. */
const TIMEOUT_MS = 20 * 60_000;
const DEMO_MODEL = join(import.meta.dirname, "../../demo/whisper-demo.bin");

const { values } = parseArgs({
  options: {
    folder: { type: "string", multiple: true },
    audio: { type: "string" },
    cpus: { type: "string" },
    workers: { type: "string" },
    threads: { type: "string" },
    rounds: { type: "string", default: "3" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(USAGE);
else await bench();

type Row = {
  model: string;
  mb: number;
  stored_as: string;
  load_sec: number;
  times_real_time_per_worker: number;
  times_real_time: number;
  peak_mb_per_worker: number | null;
  workers: number;
  threads: number;
  hours: number;
};

async function bench(): Promise<void> {
  const wish = (text: string | undefined) => (text === undefined ? null : Number(text));
  const topology = readCpuTopology();
  const plan = planWorkers(topology, {
    cpus: values.cpus === undefined ? null : parseCpuList(values.cpus),
    workers: wish(values.workers),
    threads: wish(values.threads),
  });
  for (const warning of plan.warnings) say(`warning: ${warning}`);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new Error("Stopped.")));
  const home = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
  const rows: Row[] = [];
  try {
    for (const path of modelFiles()) {
      const row = await measure(path, plan, home, stop.signal);
      if (row !== null) rows.push(row);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  const processor = cpus()[0]?.model ?? "unknown processor";
  console.log(
    `${processor}; ${plan.workers.length} × ${plan.workers[0]?.threads ?? 1} on CPU ${formatCpuList(plan.cpus)} of ${topology.online.length}\n`,
  );
  printTable(rows);
  if (values.json) {
    console.log(JSON.stringify({ processor, cpus: plan.cpus, calls: NIGHT_CALLS, rows }));
  }
}

/** Null for what cannot be measured; why is said. */
async function measure(
  path: string,
  plan: WorkerPlan,
  homeFolder: string,
  signal: AbortSignal,
): Promise<Row | null> {
  const problem = modelProblem(path);
  if (problem !== null) return leaveOut(path, problem);
  const [needed, free] = [workerBytes(path), freeMemoryBytes()];
  const fit = workersThatFit(plan.workers.length, needed, free);
  if (fit === 0) return leaveOut(path, "memory does not hold one worker with it");
  if (fit < plan.workers.length) say(`${basename(path)}: memory holds ${fit} workers only`);
  say(`${basename(path)} …`);
  const { bytes, storedAs } = readGgmlModel(path);
  const figures: SplitFigures = await measureSplit({
    modelPath: path,
    split: plan.workers.slice(0, fit),
    recording: values.audio === undefined ? SAMPLE_RECORDING : resolve(values.audio),
    language: "en",
    rounds: Math.max(1, Number(values.rounds)),
    timeoutMs: TIMEOUT_MS,
    homeFolder,
    env: process.env,
    brake: new WorkerBrake(),
    signal,
  });
  return {
    model: basename(path),
    mb: bytes / 1e6,
    stored_as: storedAs,
    load_sec: figures.loadSec,
    times_real_time_per_worker: figures.timesRealTime / figures.workers,
    times_real_time: figures.timesRealTime,
    peak_mb_per_worker: figures.peakBytes === null ? null : figures.peakBytes / 1e6,
    workers: figures.workers,
    threads: figures.threads,
    hours: hoursFor(figures, NIGHT_CALLS, CALL_SEC),
  };
}

function leaveOut(path: string, why: string): null {
  say(`${basename(path)} is left out: ${why}`);
  return null;
}

function modelFiles(): string[] {
  const folders = values.folder ?? [
    ...configuredFolder(),
    layoutFor("/", null).models,
    resolve("models"),
  ];
  const files = folders.flatMap((folder) => modelsIn(resolve(folder)));
  return [...new Set([...files, ...(values.folder === undefined ? [DEMO_MODEL] : [])])];
}

/** Not needed where there is none, or where this user may not read it. */
function configuredFolder(): string[] {
  try {
    return [dirname(loadConfig(findConfig(undefined, process.env), process.env).whisper.model)];
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

function printTable(rows: readonly Row[]): void {
  const head = [
    "model",
    "MB",
    "weights",
    "load s",
    "× a worker",
    "× all",
    "memory MB",
    `h for ${NIGHT_CALLS} × ${CALL_SEC} s`,
  ];
  const lines = rows.map((row) => [
    row.model,
    row.mb.toFixed(0),
    row.stored_as,
    row.load_sec.toFixed(1),
    row.times_real_time_per_worker.toFixed(2),
    row.times_real_time.toFixed(2),
    row.peak_mb_per_worker?.toFixed(0) ?? "?",
    row.hours.toFixed(1),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of [head, widths.map((width) => "-".repeat(width)), ...lines]) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
