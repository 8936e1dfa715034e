import { readdirSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";

import { readThreads, type ThreadFigures } from "./own-threads.ts";

/** Time a CPU spent, in clock ticks. */
export type CpuTicks = {
  /** On anything that was not niced, interrupts included. */
  busy: number;
  /** All time but what a hypervisor took. */
  total: number;
};

/** Microseconds in which something waited for a resource, ever growing; null where the host does not count them. */
export type PressureUs = { cpu: number | null; memory: number | null; io: number | null };

/** What the host's counters say at one moment. Two of them make figures. */
export type HostSample = {
  /** Milliseconds of a clock that never goes back. */
  atMs: number;
  cpus: ReadonlyMap<number, CpuTicks> | null;
  pressure: PressureUs;
  /** The part of the pressure that is Nightshift's, where it has a cgroup to itself. */
  ownPressure: PressureUs | null;
  /** Nightshift's own threads: the supervisor's, the workers' and their decoders'. */
  own: ThreadFigures;
  /** Load average of the last minute. */
  load: number;
};

export type HostPaths = {
  proc: string;
  /** Folder of the cgroup that holds this process and nothing but what it starts; null when there is none. */
  ownCgroup: string | null;
};

/** Reads the counters now. `pids` are the processes that count as Nightshift's own. */
export function sampleHost(paths: HostPaths, pids: readonly number[], atMs: number): HostSample {
  const { proc, ownCgroup } = paths;
  return {
    atMs,
    cpus: parseCpuTicks(readOrEmpty(join(proc, "stat"))),
    pressure: readPressure((resource) => join(proc, "pressure", resource)),
    ownPressure:
      ownCgroup === null
        ? null
        : readPressure((resource) => join(ownCgroup, `${resource}.pressure`)),
    own: readThreads(proc, pids),
    load: loadavg()[0] ?? 0,
  };
}

/**
 * The lines `cpuN user nice system idle iowait irq softirq steal guest guest_nice` of /proc/stat. Guests' time is part of
 * user and nice already. Time that a hypervisor steals is neither work nor room for it.
 */
export function parseCpuTicks(stat: string): ReadonlyMap<number, CpuTicks> | null {
  const cpus = new Map<number, CpuTicks>();
  for (const [, cpu, figures = ""] of stat.matchAll(/^cpu(\d+) (.+)$/gm)) {
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0] = figures
      .split(" ")
      .map(Number);
    const busy = user + system + irq + softirq;
    cpus.set(Number(cpu), { busy, total: busy + nice + idle + iowait });
  }
  return cpus.size === 0 ? null : cpus;
}

function readPressure(pathOf: (resource: string) => string): PressureUs {
  const some = (resource: string) => parseSomeTotal(readOrEmpty(pathOf(resource)));
  return { cpu: some("cpu"), memory: some("memory"), io: some("io") };
}

/** `total` of the line `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`. */
export function parseSomeTotal(pressure: string): number | null {
  const total = /^some .*total=(\d+)/m.exec(pressure)?.[1];
  return total === undefined ? null : Number(total);
}

/**
 * Finds the cgroup whose pressure is Nightshift's alone: that of a systemd unit. In a login session the cgroup holds other
 * programs too, whose waiting must not be put down to Nightshift. To be asked before the first worker is started.
 */
export function findHostPaths(pid: number, proc = "/proc"): HostPaths {
  const path = /^0::(\/\S+)$/m.exec(readOrEmpty(join(proc, "self/cgroup")))?.[1];
  const mount = /^(?:\S+ ){4}(\S+) .* - cgroup2 /m.exec(
    readOrEmpty(join(proc, "self/mountinfo")),
  )?.[1];
  if (path === undefined || mount === undefined) return { proc, ownCgroup: null };
  const folder = join(mount, path);
  const members = readOrEmpty(join(folder, "cgroup.procs")).trim().split("\n");
  const alone = members.length === 1 && members[0] === String(pid) && !hasSubgroups(folder);
  return { proc, ownCgroup: alone ? folder : null };
}

function hasSubgroups(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) => entry.isDirectory());
  } catch {
    return true;
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
