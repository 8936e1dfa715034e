import type { AgentConfig } from "../config/load-config.ts";
import { whisperPaths } from "../whisper-build/build-record.ts";
import { checkWhisperBuild } from "../whisper-build/check-build.ts";
import { readHostCpu } from "../whisper-build/host-cpu.ts";
import type { CpuTopology } from "./cpu-topology.ts";
import { modelProblem } from "./model-file.ts";
import { NoCpuLeftError, planWorkers, type WorkerPlan } from "./plan-workers.ts";
import {
  startWhisperWorker,
  WorkerUnusableError,
  type StartWorkerOptions,
  type WhisperWorker,
} from "./whisper-worker.ts";
import {
  freeMemoryBytes,
  transcriptionBytes,
  workerBytes,
  workersThatFit,
} from "./worker-memory.ts";

export type PreparedWorkers = {
  plan: WorkerPlan;
  /** Starts the worker in a place of the plan. */
  startWorker: (
    index: number,
    under: Pick<StartWorkerOptions, "brake" | "onProcess" | "signal">,
  ) => Promise<WhisperWorker>;
};

/**
 * Checks that Whisper can run here (engine, model, CPUs, memory) and plans the workers: fewer than wished when memory does
 * not hold a model for each. Throws WorkerUnusableError; the message says what to do.
 */
export function prepareWorkers(
  { whisper, stateFolder }: Pick<AgentConfig, "whisper" | "stateFolder">,
  env: NodeJS.ProcessEnv,
  topology: CpuTopology,
  freeBytes: number = freeMemoryBytes(),
): PreparedWorkers {
  const build = checkWhisperBuild(whisperPaths(), readHostCpu());
  if (!build.ok) throw new WorkerUnusableError(build.message);
  const problem = modelProblem(whisper.model);
  if (problem !== null) throw new WorkerUnusableError(problem);
  const plan = planForMemory(whisper, topology, freeBytes);
  return {
    plan,
    startWorker: (index, under) => {
      const { cpus, threads } = plan.workers[index] ?? { cpus: [], threads: 1 };
      const { model: modelPath, recognition } = whisper;
      return startWhisperWorker({
        ...under,
        modelPath,
        cpus,
        threads,
        recognition,
        homeFolder: stateFolder,
        env,
      });
    },
  };
}

function planForMemory(
  whisper: AgentConfig["whisper"],
  topology: CpuTopology,
  freeBytes: number,
): WorkerPlan {
  try {
    const plan = planWorkers(topology, whisper);
    const wished = plan.workers.length;
    const bytes = workerBytes(whisper.model);
    const fit = workersThatFit(wished, bytes, freeBytes);
    const each = `${mb(bytes)} each, ${mb(freeBytes)} can be spared`;
    if (fit === 0) {
      throw new WorkerUnusableError(
        `A worker with this model needs about ${mb(bytes)} of memory, and ${mb(freeBytes)} can be spared. Set whisper.model to a smaller one, or free memory.`,
      );
    }
    const warnings = [...plan.warnings];
    if (fit < wished) {
      warnings.push(
        `Memory holds ${fit} of ${wished} workers (${each}). Set whisper.workers = ${fit}, or whisper.model to a smaller one.`,
      );
    }
    if (freeBytes < transcriptionBytes(fit, bytes)) {
      warnings.push(
        `Memory may be short for recordings of several hours: they take up to ${mb(transcriptionBytes(0, bytes))} beside the workers (${each}).`,
      );
    }
    const planned = fit < wished ? planWorkers(topology, { ...whisper, workers: fit }) : plan;
    return { ...planned, warnings };
  } catch (error) {
    if (error instanceof NoCpuLeftError) throw new WorkerUnusableError(error.message);
    throw error;
  }
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
