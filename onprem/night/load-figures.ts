import type { CpuTicks, HostSample, PressureUs } from "./host-sample.ts";
import { growth } from "./own-threads.ts";

/** How busy production is, in percent of time; null where the host cannot tell. */
export type LoadFigures = {
  /** Utilisation of the cores that are left to production. */
  reservedCpuPercent: number | null;
  /** Time in which something other than Nightshift waited for a CPU, for memory, for a disk. */
  cpuPressurePercent: number | null;
  memoryPressurePercent: number | null;
  ioPressurePercent: number | null;
  /** Load average less Nightshift's own threads, for each CPU; only where there is nothing better. */
  loadPercent: number | null;
};

export type FigureOptions = {
  /** The workers' CPUs; all others are production's. */
  workerCpus: readonly number[];
  cpuCount: number;
  /** Threads of workers that may be running now. */
  ownThreads: number;
  /** Threads that one worker computes with. */
  threadsPerWorker: number;
};

/** Reading a model from the disk makes everybody wait for a moment; that much reading is never production's doing. */
const OWN_READING_BYTES = 4 * 1024 * 1024;

/** The least share of time, in which Nightshift does not wait itself, that is taken to stand for all of it. */
const LEAST_TIME_TO_SEE = 0.25;

/**
 * What happened between two samples, less what Nightshift did itself:
 *
 * - Utilisation counts the cores no worker is pinned to, and no niced time. Where workers share the only core, Nightshift's
 *   own CPU time is taken off.
 * - Waiting for a CPU: the share b of time in which others waited, when anybody did for the share p and Nightshift's own
 *   threads for the share a (their run-queue delays, added up though several may have waited at once). Taken as independent,
 *   p = a + b - ab. Where a is all of p nothing is left, so Nightshift's own waiting can never pause it; in doubt the cores'
 *   utilisation tells.
 * - Waiting for memory or a disk: less that of Nightshift's own cgroup, when it has one to itself, as a unit has. Otherwise
 *   the disk does not count while workers read much (their models); memory counts in full, because Nightshift is the
 *   one that can do with less.
 */
export function figuresBetween(
  before: HostSample,
  after: HostSample,
  options: FigureOptions,
): LoadFigures {
  const elapsedUs = (after.atMs - before.atMs) * 1000;
  const percent = (us: number | null) =>
    us === null ? null : Math.min(100, Math.max(0, (us / elapsedUs) * 100));
  const waited = pressureGrowth(before.pressure, after.pressure);
  const ownWaited =
    before.ownPressure === null || after.ownPressure === null
      ? null
      : pressureGrowth(before.ownPressure, after.ownPressure);
  const ownDelayUs = ownDelay(before, after, options);
  const readMuch = growth(before.own.readBytes, after.own.readBytes) > OWN_READING_BYTES;
  const reservedCpuPercent = reservedUtilisation(before, after, options);
  const cpuPressurePercent =
    ownDelayUs === null || waited.cpu === null
      ? null
      : othersShare(waited.cpu / elapsedUs, ownDelayUs / elapsedUs) * 100;
  return {
    reservedCpuPercent,
    cpuPressurePercent,
    memoryPressurePercent: percent(less(waited.memory, ownWaited?.memory ?? 0)),
    ioPressurePercent:
      ownWaited === null && readMuch ? null : percent(less(waited.io, ownWaited?.io ?? 0)),
    loadPercent:
      reservedCpuPercent === null && cpuPressurePercent === null
        ? Math.max(0, ((after.load - options.ownThreads) / options.cpuCount) * 100)
        : null,
  };
}

function reservedUtilisation(
  before: HostSample,
  after: HostSample,
  { workerCpus }: FigureOptions,
): number | null {
  if (before.cpus === null || after.cpus === null) return null;
  const reserved = [...after.cpus.keys()].filter((cpu) => !workerCpus.includes(cpu));
  const shared = reserved.length === 0;
  const counted = shared ? [...after.cpus.keys()] : reserved;
  let busy = shared ? -growth(before.own.busyTicks, after.own.busyTicks) : 0;
  let total = 0;
  for (const cpu of counted) {
    const from: CpuTicks = before.cpus.get(cpu) ?? { busy: 0, total: 0 };
    const to: CpuTicks = after.cpus.get(cpu) ?? from;
    busy += Math.max(0, to.busy - from.busy);
    total += Math.max(0, to.total - from.total);
  }
  return total === 0 ? null : Math.min(100, Math.max(0, (busy / total) * 100));
}

/**
 * The share of time in which others waited, out of everybody's and our own: 0 to 1. The counters are not read at one instant:
 * where our own waiting leaves hardly any time to see others in, that difference must not be blown up.
 */
function othersShare(everybody: number, own: number): number {
  const others = Math.min(1, everybody) - own;
  return Math.min(1, Math.max(0, others / Math.max(LEAST_TIME_TO_SEE, 1 - own)));
}

/**
 * Microseconds; null when the kernel does not count it, which shows as no thread ever having waited. The engine starts the
 * threads that help a worker anew for each step, and what they waited is gone with them: they wait like the one that stays.
 */
function ownDelay(
  before: HostSample,
  after: HostSample,
  { threadsPerWorker }: FigureOptions,
): number | null {
  const counted = [...after.own.runDelayNs.values()].some((delayNs) => delayNs > 0);
  const delayNs = growth(before.own.runDelayNs, after.own.runDelayNs) * threadsPerWorker;
  return counted ? delayNs / 1000 : null;
}

function pressureGrowth(before: PressureUs, after: PressureUs): PressureUs {
  const grown = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from);
  return {
    cpu: grown(before.cpu, after.cpu),
    memory: grown(before.memory, after.memory),
    io: grown(before.io, after.io),
  };
}

function less(value: number | null, own: number): number | null {
  return value === null ? null : Math.max(0, value - own);
}
