import { describe, expect, test } from "vitest";

import { divideCpus, idlePriorityCommand, parseCpuList } from "./cpu-affinity.ts";

test("reads the kernel's CPU lists", () => {
  expect(parseCpuList("0-3,8,10-11")).toEqual([0, 1, 2, 3, 8, 10, 11]);
});

describe("divideCpus", () => {
  test.each([
    ["half of eight cores, one worker", [0, 1, 2, 3, 4, 5, 6, 7], null, 1, [[4, 5, 6, 7]]],
    [
      "half of eight cores, two workers",
      [0, 1, 2, 3, 4, 5, 6, 7],
      null,
      2,
      [
        [4, 5],
        [6, 7],
      ],
    ],
    ["three cores leave two to production", [0, 1, 2], null, 1, [[2]]],
    ["two cores leave one to production", [0, 1], null, 1, [[1]]],
    ["a single core is shared", [0], null, 1, [[0]]],
    ["more workers than cores", [0, 1], null, 8, [[1]]],
    ["cores that were asked for", [0, 1, 2, 3], [1, 3], 2, [[1], [3]]],
    ["cores this host lacks", [0, 1], [6, 7], 1, [[1]]],
  ])("%s", (_, allowed, wished, workers, expected) => {
    expect(divideCpus(allowed, wished, workers)).toEqual(expected);
  });
});

test("a host without taskset or ionice still runs the command", () => {
  expect(idlePriorityCommand([2, 3], ["node", "x.ts"], "/nonexistent")).toEqual(["node", "x.ts"]);
});
