import { describe, expect, test } from "vitest";

import { epochOfWallTime, localDateAt, wallTimeAt } from "./site-time.ts";

const wall = (text: string) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text
    .split(/[-T:]/)
    .map(Number);
  return { year, month, day, hour, minute, second };
};
const iso = (epochMs: number) => new Date(epochMs).toISOString();

describe("epochOfWallTime", () => {
  test.each([
    ["2026-11-20T10:31:08", "America/New_York", "2026-11-20T15:31:08.000Z"],
    ["2026-07-20T10:31:08", "Europe/London", "2026-07-20T09:31:08.000Z"],
    ["2026-01-01T00:00:00", "Asia/Kolkata", "2025-12-31T18:30:00.000Z"],
    ["2026-11-20T23:59:59", "UTC", "2026-11-20T23:59:59.000Z"],
  ])("%s in %s", (local, zone, expected) => {
    expect(iso(epochOfWallTime(wall(local), zone))).toBe(expected);
  });

  test("an hour that the clock shows twice is the first of the two", () => {
    expect(iso(epochOfWallTime(wall("2026-11-01T01:30:00"), "America/New_York"))).toBe(
      "2026-11-01T05:30:00.000Z",
    );
  });

  test("an hour that the clock leaves out lies after the change", () => {
    expect(iso(epochOfWallTime(wall("2026-03-08T02:30:00"), "America/New_York"))).toBe(
      "2026-03-08T07:30:00.000Z",
    );
  });

  test("goes back to the same wall time", () => {
    const instant = Date.UTC(2026, 5, 3, 14, 15, 16);
    expect(epochOfWallTime(wallTimeAt(instant, "Australia/Lord_Howe"), "Australia/Lord_Howe")).toBe(
      instant,
    );
  });
});

test("the local date is the site's, not UTC's", () => {
  const instant = Date.parse("2026-11-21T03:30:00Z");
  expect(localDateAt(instant, "America/New_York")).toBe("2026-11-20");
  expect(localDateAt(instant, "Asia/Tokyo")).toBe("2026-11-21");
});
