import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

import * as z from "zod";

import { formatCpuList, readCpuTopology } from "../../../onprem/transcription/cpu-topology.ts";
import { modelProblem } from "../../../onprem/transcription/model-file.ts";
import { WorkerUnusableError } from "../../../onprem/transcription/whisper-worker.ts";
import { whisperPaths } from "../../../onprem/whisper-build/build-record.ts";
import { checkWhisperBuild } from "../../../onprem/whisper-build/check-build.ts";
import { WhisperBuildError } from "../../../onprem/whisper-build/compile.ts";
import { readHostCpu } from "../../../onprem/whisper-build/host-cpu.ts";
import { LabelsError } from "../labelled-folder.ts";
import { everyCore } from "./every-core.ts";
import { printReport } from "./print-report.ts";
import { readRecordings } from "./recordings.ts";
import { composeReport } from "./report.ts";
import { runRounds } from "./run-rounds.ts";
import { stockBuild } from "./stock-build.ts";
import { BenchError } from "./whole-files.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const USAGE = `npm run bench:transcribe -- [options]

  Times four ways to transcribe the same recordings, in turns, and prints medians:
    (a) smart-whisper as npm installs it, whole files     (c) the agent's pipeline, one worker
    (b) compiled for this CPU, whole files                (d) the agent's pipeline, a worker on every core

  (a) and (b) run with the engine's defaults, pinned to the core that (c) has, at the same priority. Loading the model never
  counts. Takes six to seven minutes on two cores, and one more the first time, to compile (a); nothing else should run meanwhile.

  --folder DIR      recordings (demo/calls); with a truth.json as there, or NAME.txt beside NAME.wav, words are compared
  --model FILE      a ggml model of your own (the demo's, which knows the demo's calls only, and is far smaller than any other)
  --language CODE   what is spoken (en)
  --rounds N        how often everything is measured (5)
  --seconds N       audio that (a) gets, which is slow: whole recordings, at least one (30)
  --per-worker N    recordings for each worker of (c) and (d), so that the last one matters little (15)
  --max-tokens N    for a model that knows no words, such as one with random weights: at most N tokens a window and no
                    second try; c/b is then what leaving out silence saves, without what retries and long texts cost (b)
  --json FILE       the figures, for programs
  --help            this text
`;

const optionsSchema = z.object({
  folder: z.string().min(1).default(join(ROOT, "demo/calls")),
  model: z.string().min(1).default(join(ROOT, "demo/whisper-demo.bin")),
  language: z.string().min(1).default("en"),
  rounds: z.coerce.number("--rounds takes a number").int().min(1).max(100).default(5),
  seconds: z.coerce.number("--seconds takes a number").positive().default(30),
  "per-worker": z.coerce.number("--per-worker takes a number").int().min(1).default(15),
  "max-tokens": z.coerce.number("--max-tokens takes a number").int().min(1).optional(),
  json: z.string().min(1).optional(),
  help: z.boolean().default(false),
});

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
process.once("SIGTERM", () => stop.abort());
try {
  await bench(readOptions());
} catch (error) {
  if (stop.signal.aborted) {
    process.exitCode = 130;
  } else {
    const known = [BenchError, LabelsError, WhisperBuildError, WorkerUnusableError];
    if (!known.some((type) => error instanceof type)) throw error;
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

function readOptions(): z.infer<typeof optionsSchema> {
  try {
    const { values } = parseArgs({
      options: {
        folder: { type: "string" },
        model: { type: "string" },
        language: { type: "string" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        "per-worker": { type: "string" },
        "max-tokens": { type: "string" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    });
    return optionsSchema.parse(values);
  } catch (error) {
    const said =
      error instanceof z.ZodError
        ? error.issues.map(({ message }) => message).join("; ")
        : String(error instanceof Error ? error.message : error);
    throw new BenchError(`${said}\nnpm run bench:transcribe -- --help shows what there is.`);
  }
}

async function bench(options: z.infer<typeof optionsSchema>): Promise<void> {
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const problem = modelProblem(options.model);
  if (problem !== null) throw new BenchError(problem);
  const build = checkWhisperBuild(whisperPaths(), readHostCpu());
  if (!build.ok) throw new BenchError(build.message);
  const recordings = readRecordings(options.folder);
  const cores = everyCore(readCpuTopology());
  say(
    `${recordings.length} recordings; ${cores.length} physical core(s) as the kernel tells: ${cores
      .map(({ cpus }) => formatCpuList(cpus))
      .join(" | ")}. A virtual machine may present hyperthreads of one core as cores.`,
  );
  const stockFolder = stockBuild(join(ROOT, ".nightshift/bench/stock"), () =>
    say("Compiling smart-whisper as npm does, once, a minute…"),
  );
  const { rounds, heard } = await runRounds({
    recordings,
    cores,
    stockFolder,
    nativeFolder: whisperPaths().packageFolder,
    model: options.model,
    language: options.language,
    maxTokens: options["max-tokens"] ?? null,
    rounds: options.rounds,
    stockSec: options.seconds,
    perWorker: options["per-worker"],
    signal: stop.signal,
    say,
  });
  stop.signal.throwIfAborted();
  const report = composeReport(
    rounds,
    heard,
    // What such a model says is not worth comparing.
    options["max-tokens"] === undefined ? recordings : [],
    cores.length,
  );
  printReport(report, heard.a.size, recordings.length, statSync(options.model).size);
  if (options.json !== undefined) {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(
      options.json,
      `${JSON.stringify({ ...options, ...report, runs: rounds }, null, 2)}\n`,
    );
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
