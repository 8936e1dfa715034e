import type { DatabaseSync } from "node:sqlite";

import { endPause, startPause } from "../queue/pause-log.ts";
import type { WorkerPlan } from "../transcription/plan-workers.ts";
import type { WorkerBrake } from "../transcription/worker-brake.ts";
import type { GuardLimits } from "./guard-decision.ts";
import { guardSenses, startGuard } from "./guard.ts";
import type { HostPaths } from "./host-sample.ts";
import type { NightEvent } from "./night-event.ts";

export type WatchOptions = {
  limits: GuardLimits;
  /** All of the host's CPUs. */
  online: readonly number[];
  paths: HostPaths;
};

/** The guard of a night, with each pause written down, counted and told. Without a guard it is always ready. */
export function watchProduction(options: {
  db: DatabaseSync;
  runId: number;
  guard: WatchOptions | null;
  plan: WorkerPlan;
  brake: WorkerBrake;
  pids: ReadonlySet<number>;
  attempt: <Value>(write: () => Value) => Value | null;
  onEvent: (event: NightEvent) => void;
  now: () => number;
  clockMs: () => number;
}): { ready: () => boolean; pausedMs: () => number; stop: () => void } {
  const { db, runId, guard, plan, brake, attempt, onEvent, now, clockMs } = options;
  if (guard === null) {
    onEvent({
      type: "warning",
      message: "night.guard.enabled is false: nobody watches whether production needs the host.",
    });
    return { ready: () => true, pausedMs: () => 0, stop: () => undefined };
  }
  for (const sense of guardSenses(guard.paths)) {
    if (!sense.available) {
      onEvent({ type: "warning", message: `The guard lacks ${sense.signal}: ${sense.detail}.` });
    }
  }
  let pauseId: number | null = null;
  let pausedBeforeMs = 0;
  let pausedSinceMs: number | null = null;
  const resumed = () => {
    if (pausedSinceMs !== null) pausedBeforeMs += clockMs() - pausedSinceMs;
    pausedSinceMs = null;
    const id = pauseId;
    if (id !== null) attempt(() => endPause(db, id, now()));
    pauseId = null;
  };
  const running = startGuard({
    ...guard,
    brake,
    plan: {
      cpus: plan.cpus,
      online: guard.online,
      threads: plan.workers.map((worker) => worker.threads),
    },
    ownPids: () => [...options.pids],
    clockMs,
    onPause: (cause) => {
      pausedSinceMs = clockMs();
      pauseId = attempt(() => startPause(db, runId, `${cause.code}: ${cause.words}`, now()));
      onEvent({ type: "paused", cause });
    },
    onResume: (pausedMs) => {
      resumed();
      onEvent({ type: "resumed", pausedSec: Math.round(pausedMs / 1000) });
    },
  });
  return {
    ready: running.ready,
    pausedMs: () => pausedBeforeMs + (pausedSinceMs === null ? 0 : clockMs() - pausedSinceMs),
    stop: () => {
      running.stop();
      resumed();
    },
  };
}
