import { expect, test } from "vitest";

import { planWorkers } from "../transcription/plan-workers.ts";
import { transcriptionCpus } from "./derive-cpus.ts";

/** Core n has the CPUs n and n + 4, as most hosts number them. */
const siblingsOf = (cpu: number) => [cpu % 4, (cpu % 4) + 4];
const online = [0, 1, 2, 3, 4, 5, 6, 7];

test("whole cores are taken, so that a worker for each fits into the slice made of them", () => {
  const cpus = transcriptionCpus(online, null, siblingsOf);
  expect(cpus).toEqual([2, 3, 6, 7]);
  const inSlice = planWorkers(
    { online, allowed: cpus, siblingsOf },
    { cpus: null, workers: null, threads: null },
  );
  expect(inSlice.workers.map((worker) => worker.cpus)).toEqual([
    [2, 6],
    [3, 7],
  ]);
});

test("CPUs that the owner names are taken as they are", () => {
  expect(transcriptionCpus(online, [5, 6], siblingsOf)).toEqual([5, 6]);
});
