import { existsSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { delimiter, join } from "node:path";

/** The CPUs of one worker; it gets as many threads. */
export type WorkerCpus = number[];

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

/** The CPUs this process may use, in order. */
export function allowedCpus(statusPath = "/proc/self/status"): number[] {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync(statusPath, "utf8"))?.[1];
    if (list !== undefined) return parseCpuList(list);
  } catch {
    // Not Linux.
  }
  return cpus().map((_, cpu) => cpu);
}

/**
 * Divides CPUs among workers. Without a wish it is the upper half of what is allowed, so that at least one core is left to
 * production; a machine with a single core has to share it. There are never more workers than CPUs.
 */
export function divideCpus(
  allowed: readonly number[],
  wished: readonly number[] | null,
  workers: number,
): WorkerCpus[] {
  const usable =
    wished?.filter((cpu) => allowed.includes(cpu)) ?? allowed.slice(Math.ceil(allowed.length / 2));
  const chosen = usable.length > 0 ? usable : allowed.slice(-1);
  const count = Math.min(workers, chosen.length);
  return Array.from({ length: count }, (_, worker) =>
    chosen.slice(
      Math.floor((worker * chosen.length) / count),
      Math.floor(((worker + 1) * chosen.length) / count),
    ),
  );
}

/**
 * Puts `taskset`, `nice` and `ionice` in front of a command, as far as the host has them: pinned to its CPUs, behind
 * everything else for CPU and disk.
 */
export function idlePriorityCommand(
  cpuList: WorkerCpus,
  command: readonly string[],
  path: string,
): string[] {
  const wrappers = [
    ["taskset", "-c", cpuList.join(",")],
    ["nice", "-n", "19"],
    ["ionice", "-c", "3"],
  ].filter(([tool = ""]) => path.split(delimiter).some((folder) => existsSync(join(folder, tool))));
  return [...wrappers.flat(), ...command];
}
