import type { CpuTopology } from "../../../onprem/transcription/cpu-topology.ts";

/**
 * A worker of one thread for each physical core that may be used, pinned to the core's hardware threads: production's
 * share, which the agent leaves alone, is measured as well.
 */
export function everyCore({ allowed, siblingsOf }: CpuTopology): { cpus: number[]; threads: 1 }[] {
  const cores = new Map(
    allowed.map((cpu) => [
      Math.min(...siblingsOf(cpu)),
      siblingsOf(cpu).filter((sibling) => allowed.includes(sibling)),
    ]),
  );
  return [...cores]
    .toSorted(([a], [b]) => b - a)
    .map(([, cpus]) => ({ cpus: cpus.toSorted((a, b) => a - b), threads: 1 }));
}
