import { setTimeout as sleep } from "node:timers/promises";

import type { AgentConfig } from "../config/load-config.ts";
import { startGuard } from "../night/guard.ts";
import { findHostPaths } from "../night/host-sample.ts";
import type { CpuTopology } from "../transcription/cpu-topology.ts";
import type { WorkerPlan } from "../transcription/plan-workers.ts";
import type { WorkerBrake } from "../transcription/worker-brake.ts";
import { ModelError } from "./model-error.ts";

const CHECK_MS = 200;

export type GuardedWork<Result> = (under: {
  /** Aborts when production needs the host, or the caller's signal does. */
  signal: AbortSignal;
  onProcess: (pid: number, alive: boolean) => void;
}) => Promise<Result>;

/**
 * Does heavy work that can wait: it does not begin before the guard has found the host calm, and as soon as production
 * needs it the workers are stopped and the work is given up. Throws ModelError then, which names the figure that said so.
 */
export async function underGuard<Result>(
  host: {
    config: Pick<AgentConfig, "night">;
    topology: CpuTopology;
    plan: WorkerPlan;
    brake: WorkerBrake;
    signal: AbortSignal;
  },
  work: GuardedWork<Result>,
): Promise<Result> {
  const { config, topology, plan, brake } = host;
  const { enabled, ...limits } = config.night.guard;
  const pids = new Set([process.pid]);
  const onProcess = (pid: number, alive: boolean) => {
    if (alive) pids.add(pid);
    else pids.delete(pid);
  };
  if (!enabled) return work({ signal: host.signal, onProcess });
  const busy = new AbortController();
  const signal = AbortSignal.any([host.signal, busy.signal]);
  const guard = startGuard({
    limits,
    brake,
    paths: findHostPaths(process.pid),
    plan: {
      cpus: plan.cpus,
      online: topology.online,
      // Of the splits that are tried, the one whose threads wait for each other most.
      threads: [plan.cpus.length],
    },
    ownPids: () => [...pids],
    clockMs: () => performance.now(),
    onPause: (cause) =>
      busy.abort(
        new ModelError(
          `Production needs the host: ${cause.words}. Nothing was changed; measure again in a quiet hour.`,
        ),
      ),
    onResume: () => undefined,
  });
  try {
    while (!guard.ready()) await sleep(CHECK_MS, undefined, { signal: host.signal });
    signal.throwIfAborted();
    return await work({ signal, onProcess });
  } finally {
    guard.stop();
  }
}
