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
  const sizes: number[] = [];
  for (let size = 1; size < cores; size *= 2) sizes.push(size);
  sizes.push(cores);
  return sizes.flatMap((size) => {
    const workers = Math.floor(cores / size);
    const hardwareThreads = Math.min(
      ...planWorkers(topology, { cpus, workers, threads: null }).workers.map(
        (worker) => worker.cpus.length,
      ),
    );
    return [...new Set([size, hardwareThreads])]
      .filter((threads) => threads >= size)
      .map((threads) => ({
        workers,
        threads,
        plan: planWorkers(topology, { cpus, workers, threads }),
      }));
  });
}
