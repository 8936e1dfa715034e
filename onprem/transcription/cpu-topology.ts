import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** The host's CPUs as Linux numbers them. */
export type CpuTopology = {
  /** All that are switched on, in order. */
  online: number[];
  /** Those that this process may use. */
  allowed: number[];
  /** The hardware threads that share a CPU's core, itself among them. */
  siblingsOf: (cpu: number) => number[];
};

/** Parses a kernel CPU list such as `0-3,8`. */
export function parseCpuList(list: string): number[] {
  return list
    .trim()
    .split(",")
    .filter((range) => /^\d+(-\d+)?$/.test(range))
    .flatMap((range) => {
      const [from = 0, to = from] = range.split("-").map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => from + index);
    });
}

/** Writes CPUs as the kernel does: `0-3,8`. */
export function formatCpuList(list: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const cpu of list.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && cpu === last[1] + 1) last[1] = cpu;
    else runs.push([cpu, cpu]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** Reads the topology from /proc and /sys; a host without them has as many lone cores as Node counts. */
export function readCpuTopology(proc = "/proc", sys = "/sys/devices/system/cpu"): CpuTopology {
  const counted = cpus().map((_, cpu) => cpu);
  const status = readOrEmpty(`${proc}/self/status`);
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1];
  const allowed = list === undefined ? counted : parseCpuList(list);
  const online = parseCpuList(readOrEmpty(`${sys}/online`));
  // The kernel may allow CPUs that are switched off.
  const usable = online.length === 0 ? allowed : allowed.filter((cpu) => online.includes(cpu));
  return {
    online: online.length === 0 ? allowed : online,
    allowed: usable,
    siblingsOf: (cpu) => {
      const siblings = parseCpuList(readOrEmpty(`${sys}/cpu${cpu}/topology/thread_siblings_list`));
      return siblings.includes(cpu) ? siblings : [cpu];
    },
  };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
