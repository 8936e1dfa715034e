import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { WorkTimer } from "./work-timer.ts";

test("counts working time only", () => {
  let clock = 1000;
  const timer = new WorkTimer(() => clock);
  clock = 1500;
  timer.pause();
  timer.pause();
  clock = 9000;
  expect(timer.workedMs).toBe(500);
  timer.resume();
  timer.resume();
  clock = 9250;
  expect(timer.workedMs).toBe(750);
});

test("a limit runs out after so much work, however long the pause, and not when it is called off", async () => {
  const timer = new WorkTimer(() => performance.now());
  const over: string[] = [];
  timer.after(60, () => over.push("kept"));
  timer.after(60, () => over.push("called off"))();
  timer.pause();
  timer.after(60, () => over.push("set while paused"));
  await sleep(200);
  expect(over).toEqual([]);
  timer.resume();
  await sleep(200);
  expect(over).toEqual(["kept", "set while paused"]);
});
