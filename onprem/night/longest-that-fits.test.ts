import { expect, test } from "vitest";

import { longestThatFitsSec } from "./longest-that-fits.ts";

test.each([
  ["an hour at ten times real time", [3600, 10, 0], 27_577],
  ["as much when the first night has shown nothing yet: half real time", [3600, null, 0], 1379],
  ["half as much when production takes half the time", [3630, 10, 0.5], 13_846],
  ["something, even when production took everything so far", [3600, 10, 1], 2654],
  ["nothing at the end", [10, 10, 0], 0],
  ["nothing after it", [-5, 10, 0], 0],
] as const)("%s", (_, [remainingSec, speed, pausedShare], expected) => {
  expect(Math.round(longestThatFitsSec(remainingSec, speed, pausedShare))).toBe(expected);
});
