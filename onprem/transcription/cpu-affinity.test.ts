import { expect, test } from "vitest";

import { idlePriorityCommand } from "./cpu-affinity.ts";

test("a host without taskset or ionice still runs the command", () => {
  expect(idlePriorityCommand([2, 3], ["node", "x.ts"], "/nonexistent")).toEqual(["node", "x.ts"]);
});

test("pins, and comes last for CPU and disk", () => {
  const command = idlePriorityCommand([2, 3], ["node", "x.ts"], "/usr/bin:/bin").join(" ");
  expect(command).toMatch(/taskset -c 2,3 nice -n 19 ionice -c 3 node x\.ts$/);
});
