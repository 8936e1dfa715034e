import { readFileSync } from "node:fs";
import { cpus } from "node:os";

import { divideCpus, parseCpuList } from "../transcription/cpu-affinity.ts";

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

/** The CPUs for transcription: those of the configuration that exist here, otherwise the upper half of the host's. */
export function transcriptionCpus(
  online: readonly number[],
  configured: readonly number[] | null,
): number[] {
  return divideCpus(online, configured, 1).flat();
}
