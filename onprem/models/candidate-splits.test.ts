import { expect, test } from "vitest";

import type { CpuTopology } from "../transcription/cpu-topology.ts";
import { candidateSplits } from "./candidate-splits.ts";

function host(count: number, siblingsOf: CpuTopology["siblingsOf"] = (cpu) => [cpu]): CpuTopology {
  const online = Array.from({ length: count }, (_, cpu) => cpu);
  return { online, allowed: online, siblingsOf };
}

const splits = (topology: CpuTopology, cpus: number[] | null = null) =>
  candidateSplits(topology, cpus).map(({ workers, threads }) => `${workers}×${threads}`);

test("from a worker for each core to one for all", () => {
  expect(splits(host(16))).toEqual(["8×1", "4×2", "2×4", "1×8"]);
  expect(splits(host(13))).toEqual(["6×1", "3×2", "1×6"]);
  expect(splits(host(2))).toEqual(["1×1"]);
  expect(splits(host(8), [2, 3, 5])).toEqual(["3×1", "1×3"]);
});

test("with two hardware threads a core each way is tried with one and with both", () => {
  // Core n has the CPUs n and n + 8.
  const topology = host(16, (cpu) => [cpu % 8, (cpu % 8) + 8]);
  expect(splits(topology)).toEqual(["4×1", "4×2", "2×2", "2×4", "1×4", "1×8"]);
  const [, both] = candidateSplits(topology, null);
  expect(both?.plan.workers[0]).toEqual({ cpus: [4, 12], threads: 2 });
  expect(both?.plan.warnings).toEqual([]);
});

test("each plan gives what its split says", () => {
  for (const { workers, threads, plan } of candidateSplits(host(13), null)) {
    expect(plan.workers).toHaveLength(workers);
    expect(plan.workers.every((worker) => worker.threads === threads)).toBe(true);
  }
});
