import { formatCpuList } from "../transcription/cpu-topology.ts";
import type { WorkerBrake } from "../transcription/worker-brake.ts";
import { decide, UNTROUBLED, type GuardLimits, type PauseCause } from "./guard-decision.ts";
import { sampleHost, type HostPaths, type HostSample } from "./host-sample.ts";
import { figuresBetween, type FigureOptions } from "./load-figures.ts";

const SAMPLE_EVERY_MS = 1_000;
/** Figures are taken over three seconds: long enough to pass over a blink, short enough to stop within five. */
const SAMPLES_LOOKED_BACK = 3;

export type Guard = {
  /** False until production has been looked at for long enough to say anything: nothing is to be started before. */
  ready(): boolean;
  stop(): void;
};

export type GuardOptions = {
  limits: GuardLimits;
  brake: WorkerBrake;
  paths: HostPaths;
  /** The workers' CPUs, all of the host's, and how many threads each of the workers computes with. */
  plan: { cpus: readonly number[]; online: readonly number[]; threads: readonly number[] };
  /** The supervisor's and the workers' processes. */
  ownPids: () => readonly number[];
  onPause: (cause: PauseCause) => void;
  onResume: (pausedMs: number) => void;
  /** Milliseconds of a clock that never goes back. */
  clockMs: () => number;
};

/** Watches production once a second, puts the brake on when it is busy, and takes it off when it has been calm. */
export function startGuard(options: GuardOptions): Guard {
  const { limits, brake, paths, plan, clockMs } = options;
  const production = plan.online.filter((cpu) => !plan.cpus.includes(cpu));
  const reserved =
    production.length === 0
      ? "the only core, Nightshift aside,"
      : `${production.length === 1 ? "core" : "cores"} ${formatCpuList(production)}`;
  const samples: HostSample[] = [];
  let state = UNTROUBLED;
  let pausedAtMs = 0;
  let judged = false;

  const look = () => {
    const atMs = clockMs();
    samples.push(sampleHost(paths, options.ownPids(), atMs));
    if (samples.length <= SAMPLES_LOOKED_BACK) return;
    const [before] = samples.splice(0, samples.length - SAMPLES_LOOKED_BACK);
    const after = samples.at(-1);
    if (before === undefined || after === undefined) return;
    const figureOptions: FigureOptions = {
      workerCpus: plan.cpus,
      cpuCount: plan.online.length,
      ownThreads: brake.on ? 0 : plan.threads.reduce((sum, threads) => sum + threads, 0),
      threadsPerWorker: Math.max(1, ...plan.threads),
    };
    const figures = figuresBetween(before, after, figureOptions);
    const next = decide(state, figures, limits, reserved, atMs);
    const was = state;
    state = next;
    judged = true;
    if (next.cause !== null && was.cause === null) {
      pausedAtMs = atMs;
      brake.pause();
      options.onPause(next.cause);
    } else if (next.cause === null && was.cause !== null) {
      brake.resume();
      options.onResume(atMs - pausedAtMs);
    }
  };
  look();
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return {
    ready: () => judged,
    stop: () => clearInterval(timer),
  };
}

/** What the guard can see on this host, for `doctor` and the log: each signal, and what is lost without it. */
export function guardSenses(
  paths: HostPaths,
): { signal: string; available: boolean; detail: string }[] {
  const { cpus, pressure, own } = sampleHost(paths, [process.pid], 0);
  const pressures = [pressure.cpu, pressure.memory, pressure.io].every((total) => total !== null);
  return [
    {
      signal: "utilisation of production's cores",
      available: cpus !== null,
      detail: cpus === null ? "/proc/stat has no lines for single CPUs" : "/proc/stat",
    },
    {
      signal: "pressure (PSI)",
      available: pressures,
      detail: pressures
        ? "/proc/pressure"
        : "/proc/pressure is missing: start the kernel with psi=1 (openSUSE), or use one that has it (4.20 and later). Until then production's cores are watched, but not who waits for memory or disks.",
    },
    {
      signal: "Nightshift's own waiting",
      available: own.runDelayNs.size > 0,
      detail:
        own.runDelayNs.size > 0
          ? "/proc/PID/schedstat"
          : "the kernel does not count run-queue delays (CONFIG_SCHED_INFO): who waits for a CPU is left out",
    },
  ];
}
