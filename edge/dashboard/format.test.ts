import { expect, test } from "vitest";

import {
  formatAge,
  formatClock,
  formatDuration,
  formatInstant,
  formatPeriod,
  formatScore,
  formatShare,
  formatWeekday,
} from "./format.ts";

test("instants are the site's, not the server's", () => {
  const instant = Date.parse("2026-11-22T02:30:00Z");
  expect(formatInstant(instant, "America/New_York")).toBe("Sat 21 Nov 2026, 21:30");
  expect(formatInstant(instant, "Asia/Tokyo")).toBe("Sun 22 Nov 2026, 11:30");
});

test("local dates stay what they are", () => {
  expect(formatWeekday("2026-11-03")).toBe("Tue 3 Nov");
  expect(formatPeriod({ from: "2026-10-26", to: "2026-11-24" })).toBe("26 Oct – 24 Nov 2026");
  expect(formatPeriod({ from: "2025-12-30", to: "2026-01-05" })).toBe("30 Dec 2025 – 5 Jan 2026");
});

test("no data is a dash, not a zero", () => {
  expect([formatScore(null), formatShare(0, 0), formatDuration(null)]).toEqual(["–", "–", "–"]);
  expect([formatScore(80), formatShare(1, 3), formatDuration(161)]).toEqual([
    "80.0",
    "33.3 %",
    "2\u00a0min 41\u00a0s",
  ]);
});

test.each([
  [4.9, "0:04"],
  [65, "1:05"],
  [3725, "1:02:05"],
])("%d seconds into a call is %s", (sec, text) => expect(formatClock(sec)).toBe(text));

test.each([
  [30_000, "less than a minute"],
  [45 * 60_000, "45 min"],
  [47 * 3_600_000, "47 h"],
  [49 * 3_600_000, "2 days"],
])("%d ms is %s", (ms, text) => expect(formatAge(ms)).toBe(text));
