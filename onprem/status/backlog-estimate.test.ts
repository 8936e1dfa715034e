import { expect, test } from "vitest";

import { estimateBacklog } from "./backlog-estimate.ts";
import { audioLength, bytes, duration } from "./figures-in-words.ts";

const night = { start: "22:00", end: "07:00" };
const HOUR_SEC = 3600;

test.each([
  ["nothing waits", 0, 4, 2, { workSec: 0, nights: 0 }],
  ["it fits one night exactly", 72 * HOUR_SEC, 4, 2, { workSec: 9 * HOUR_SEC, nights: 1 }],
  ["it is a second too long", 72 * HOUR_SEC + 8, 4, 2, { workSec: 9 * HOUR_SEC + 1, nights: 2 }],
  ["no run has shown a speed", 100, null, 2, { workSec: null, nights: null }],
  ["no run ever began", 100, null, null, { workSec: null, nights: null }],
])("when %s", (_, audioSec, speed, workers, estimate) => {
  expect(estimateBacklog({ audioSec, speed, workers }, night)).toEqual(estimate);
});

test("a night within one day is as long as its clock says", () => {
  const backlog = { audioSec: 10 * HOUR_SEC, speed: 1, workers: 1 };
  expect(estimateBacklog(backlog, { start: "01:00", end: "06:00" }).nights).toBe(2);
});

test("figures in words", () => {
  expect([0.2, 45, 720, 3600, 18_720, 187_200, 172_800].map(duration).join(", ")).toBe(
    "less than 1 s, 45 s, 12 min, 1 h, 5 h 12 min, 2 days 4 h, 2 days",
  );
  expect([720, 4_464_000].map(audioLength)).toEqual(["12 min", "1,240 h"]);
  expect([12, 870e6, 1.44e9, 82e9].map(bytes)).toEqual(["12 bytes", "870 MB", "1.4 GB", "82 GB"]);
});
