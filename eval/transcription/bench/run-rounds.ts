import { runPipeline } from "./pipeline.ts";
import type { BenchRecording } from "./recordings.ts";
import type { Heard, RoundFigures, WayName, WayRun } from "./report.ts";
import { BenchError, startWholeFiles, type WholeFilesProcess } from "./whole-files.ts";

export type RoundsOptions = {
  recordings: readonly BenchRecording[];
  cores: readonly { cpus: number[]; threads: number }[];
  stockFolder: string;
  nativeFolder: string;
  model: string;
  language: string;
  maxTokens: number | null;
  rounds: number;
  stockSec: number;
  /** Recordings for each worker of the pipeline. */
  perWorker: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

/** Measures all ways in turns. Throws BenchError, WorkerUnusableError. */
export async function runRounds(
  options: RoundsOptions,
): Promise<{ rounds: RoundFigures[]; heard: Record<WayName, Map<string, Heard>> }> {
  const { recordings, cores, model, language, maxTokens, signal, say } = options;
  const [first] = cores;
  const [shortest] = recordings;
  if (first === undefined || shortest === undefined)
    throw new BenchError("There is nothing to do.");
  const start = (packageFolder: string, cpus: number[]) => {
    const threads = Math.min(4, cpus.length);
    return startWholeFiles({ packageFolder, model, threads, language, maxTokens }, cpus);
  };
  const processes: WholeFilesProcess[] = [];
  const killAll = () => processes.forEach((one) => one.kill());
  signal.addEventListener("abort", killAll);
  try {
    const stock = await start(options.stockFolder, first.cpus);
    processes.push(stock);
    const natives: WholeFilesProcess[] = [];
    for (const { cpus } of cores) {
      const native = await start(options.nativeFolder, cpus);
      natives.push(native);
      processes.push(native);
    }
    const [native] = natives;
    if (native === undefined) throw new BenchError("There is nothing to do.");

    const heard: Record<WayName, Map<string, Heard>> = {
      a: new Map(),
      b: new Map(),
      c: new Map(),
      d: new Map(),
    };
    const rounds: RoundFigures[] = [];
    const beganMs = performance.now();
    for (let round = 1; round <= options.rounds; round++) {
      const a = await wholeFiles(stock, recordings, options.stockSec, heard.a);
      const b = await wholeFiles(native, recordings, Infinity, heard.b);
      const hardwareScaling = await allAtOnce(natives, shortest.path);
      const pipeline = async (name: "c" | "d", workers: RoundsOptions["cores"]) => {
        const times = Math.ceil((options.perWorker * workers.length) / recordings.length);
        const run = await runPipeline({
          model,
          language,
          maxTokens,
          workers: [...workers],
          recordings,
          times,
          signal,
        });
        for (const [id, transcript] of run.transcripts) heard[name].set(id, transcript.segments);
        return run;
      };
      const c = await pipeline("c", [first]);
      const d = await pipeline("d", cores);
      signal.throwIfAborted();
      const nativeOnSameSec = [...heard.a.keys()].reduce(
        (sum, name) => sum + (b.tookSecOf.get(name) ?? 0),
        0,
      );
      rounds.push({ runs: { a, b, c, d }, nativeOnSameSec, hardwareScaling });
      const leftSec = ((performance.now() - beganMs) / 1000 / round) * (options.rounds - round);
      say(
        `Round ${round} of ${options.rounds}${leftSec > 0 ? `; about ${Math.ceil(leftSec / 6) / 10} minutes more` : ""}`,
      );
    }
    return { rounds, heard };
  } finally {
    signal.removeEventListener("abort", killAll);
    killAll();
  }
}

/** One after the other, whole, until `enoughSec` of audio are done. */
async function wholeFiles(
  process: WholeFilesProcess,
  recordings: readonly BenchRecording[],
  enoughSec: number,
  heard: Map<string, Heard>,
): Promise<WayRun & { tookSecOf: Map<string, number> }> {
  const run = { audioSec: 0, tookSec: 0, cpuSec: 0, peakBytes: 0, tookSecOf: new Map() };
  for (const { name, path } of recordings) {
    if (run.audioSec >= enoughSec) break;
    const { audioSec, tookSec, cpuSec, segments } = await process.transcribe(path);
    run.audioSec += audioSec;
    run.tookSec += tookSec;
    run.cpuSec += cpuSec;
    run.tookSecOf.set(name, tookSec);
    heard.set(name, segments);
  }
  run.peakBytes = process.peakBytes();
  return run;
}

/** How many times as fast all cores together are as one alone, with nothing but the engine: what the hardware gives. */
async function allAtOnce(natives: readonly WholeFilesProcess[], path: string): Promise<number> {
  const [one] = natives;
  if (one === undefined) return 1;
  const alone = await one.transcribe(path);
  const together = await Promise.all(natives.map((native) => native.transcribe(path)));
  return together.reduce((sum, { tookSec }) => sum + alone.tookSec / tookSec, 0);
}
