import { describe, expect, test } from "vitest";

import type { CpuTopology } from "./cpu-topology.ts";
import { NoCpuLeftError, planWorkers, type WorkerWishes } from "./plan-workers.ts";

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const NO_WISHES: WorkerWishes = { cpus: null, workers: null, threads: null };

/** Cores with a single hardware thread each. */
function host(cpus: number, allowed = range(cpus)): CpuTopology {
  return { online: range(cpus), allowed, siblingsOf: (cpu) => [cpu] };
}

/** Hyper-threading as Linux numbers it: CPU n and CPU n + cores share a core. */
function hyperThreaded(cores: number, allowed = range(2 * cores)): CpuTopology {
  return {
    online: range(2 * cores),
    allowed,
    siblingsOf: (cpu) => [cpu % cores, (cpu % cores) + cores],
  };
}

function cpusOf(topology: CpuTopology, wishes: Partial<WorkerWishes> = {}): number[][] {
  return planWorkers(topology, { ...NO_WISHES, ...wishes }).workers.map((worker) => worker.cpus);
}

describe("without wishes", () => {
  test.each([
    ["eight cores: one worker for each of the upper four", host(8), [[4], [5], [6], [7]]],
    ["three cores leave two to production", host(3), [[2]]],
    ["two cores leave one", host(2), [[1]]],
    ["a single core is shared", host(1), [[0]]],
    [
      "four cores with two hardware threads: whole cores",
      hyperThreaded(4),
      [
        [2, 6],
        [3, 7],
      ],
    ],
    ["one core with two hardware threads: the second", hyperThreaded(1), [[1]]],
    [
      "a slice that allows some CPUs has divided already",
      host(8, [4, 5, 6, 7]),
      [[4], [5], [6], [7]],
    ],
    ["CPU 0 is left even by a slice that allows it", host(8, [0, 1]), [[1]]],
    ["half a core allowed", hyperThreaded(4, [5]), [[5]]],
  ])("%s", (_, topology, expected) => {
    expect(cpusOf(topology)).toEqual(expected);
  });

  test("each worker has one thread", () => {
    const { workers } = planWorkers(hyperThreaded(8), NO_WISHES);
    expect(workers.map((worker) => worker.threads)).toEqual([1, 1, 1, 1]);
  });

  test("CPU 0 alone is not enough on a host that has more", () => {
    expect(() => planWorkers(host(4, [0]), NO_WISHES)).toThrow(NoCpuLeftError);
  });
});

describe("with wishes", () => {
  test("one worker of all cores' threads", () => {
    expect(planWorkers(host(8), { ...NO_WISHES, workers: 1 }).workers).toEqual([
      { cpus: [4, 5, 6, 7], threads: 4 },
    ]);
  });

  test("two threads for each worker", () => {
    expect(planWorkers(host(8), { ...NO_WISHES, threads: 2 }).workers).toEqual([
      { cpus: [4, 5], threads: 2 },
      { cpus: [6, 7], threads: 2 },
    ]);
  });

  test("fewer threads than cores, when both are said", () => {
    expect(planWorkers(host(8), { ...NO_WISHES, workers: 2, threads: 1 }).workers).toEqual([
      { cpus: [4, 5], threads: 1 },
      { cpus: [6, 7], threads: 1 },
    ]);
  });

  test("CPUs that were asked for", () => {
    expect(cpusOf(host(4), { cpus: [1, 3] })).toEqual([[1], [3]]);
  });

  test.each([
    ["more workers than cores", { workers: 8 }, [[1]], /whisper\.workers is 8/],
    ["more threads than cores", { threads: 8 }, [[1]], /it gets 1 threads/],
    ["CPUs this host lacks, among others", { cpus: [1, 6] }, [[1]], /names 6/],
    ["CPU 0, and with it all", { cpus: [0, 1] }, [[1]], /CPU 0/],
  ])("%s: what can be had is taken, and it is said", (_, wishes, expected, warning) => {
    const plan = planWorkers(host(2), { ...NO_WISHES, ...wishes });
    expect(plan.workers.map((worker) => worker.cpus)).toEqual(expected);
    expect(plan.warnings.join()).toMatch(warning);
  });

  test.each([[[0]], [[6, 7]]])("%j leaves nothing, which is an error", (cpus) => {
    expect(() => planWorkers(host(2), { ...NO_WISHES, cpus })).toThrow(/whisper\.cpus/);
  });
});
