import type { CpuTopology } from "../transcription/cpu-topology.ts";
import { planWorkers, type WorkerPlan } from "../transcription/plan-workers.ts";

export type CandidateSplit = {
  /** What the configuration would say. */
  workers: number;
  threads: number;
  plan: WorkerPlan;
};

/**
 * The ways to divide the cores that are worth measuring, most workers first: one worker for each core, for two, for four,
 * and so on to one for all. Where cores have several hardware threads each way is tried with one thread for each core and
 * with one for each hardware thread. Throws NoCpuLeftError.
 */
export function candidateSplits(
  topology: CpuTopology,
  cpus: readonly number[] | null,
): CandidateSplit[] {
  const cores = planWorkers(topology, { cpus, workers: null, threads: null }).workers.length;
  const counts = new Set<number>();
  for (let size = 1; size <= cores; size *= 2) counts.add(Math.floor(cores / size));
  return [...counts.add(1)].flatMap((workers) => {
    const own = planWorkers(topology, { cpus, workers, threads: null }).workers;
    const oneForEachCore = Math.min(...own.map((worker) => worker.threads));
    const oneForEachHardwareThread = Math.min(...own.map((worker) => worker.cpus.length));
    return [...new Set([oneForEachCore, oneForEachHardwareThread])].map((threads) => ({
      workers,
      threads,
      plan: planWorkers(topology, { cpus, workers, threads }),
    }));
  });
}
