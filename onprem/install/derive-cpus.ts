import { readFileSync } from "node:fs";
import { cpus } from "node:os";

import { parseCpuList, type CpuTopology } from "../transcription/cpu-topology.ts";
import { planWorkers } from "../transcription/plan-workers.ts";

/** The CPUs of the host that are switched on, whatever this process may use of them. */
export function onlineCpus(path = "/sys/devices/system/cpu/online"): number[] {
  try {
    const online = parseCpuList(readFileSync(path, "utf8"));
    if (online.length > 0) return online;
  } catch {
    // A container may hide /sys.
  }
  return cpus().map((_, cpu) => cpu);
}

/**
 * The CPUs for transcription: those of the configuration that exist here, otherwise the upper half of the host's cores,
 * whole ones. `siblingsOf` gives the hardware threads of a CPU's core.
 */
export function transcriptionCpus(
  online: readonly number[],
  configured: readonly number[] | null,
  siblingsOf: CpuTopology["siblingsOf"] = (cpu) => [cpu],
): number[] {
  const topology = { online: [...online], allowed: [...online], siblingsOf };
  return planWorkers(topology, { cpus: configured, workers: null, threads: null }).cpus;
}
