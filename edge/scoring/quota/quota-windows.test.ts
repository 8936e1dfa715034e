import { describe, expect, test } from "vitest";

import { NO_LIMITS } from "../../testing/stand-in-judge.ts";
import { minuteKey, quotaWindows } from "./quota-windows.ts";

const windowsAt = (iso: string, dayTimeZone: string) =>
  quotaWindows({ ...NO_LIMITS, dayTimeZone }, Date.parse(iso));

describe("quota windows", () => {
  test("the minute is UTC's and ends with it", () => {
    const { minute } = windowsAt("2026-11-23T14:05:59.999Z", "UTC");
    expect(minute.key).toBe("minute:2026-11-23T14:05");
    expect(minute.endsAtMs).toBe(Date.parse("2026-11-23T14:06:00Z"));
  });

  test.each([
    ["2026-11-23T07:59:59Z", "America/Los_Angeles", "day:2026-11-22", "2026-11-23T08:00:00Z"],
    ["2026-11-23T08:00:00Z", "America/Los_Angeles", "day:2026-11-23", "2026-11-24T08:00:00Z"],
    ["2026-07-01T06:59:59Z", "America/Los_Angeles", "day:2026-06-30", "2026-07-01T07:00:00Z"],
    ["2026-11-23T23:30:00Z", "UTC", "day:2026-11-23", "2026-11-24T00:00:00Z"],
    ["2026-11-23T18:45:00Z", "Asia/Kolkata", "day:2026-11-24", "2026-11-24T18:30:00Z"],
    // the day on which the clocks change has 25, then 23 hours
    ["2026-11-01T12:00:00Z", "America/Los_Angeles", "day:2026-11-01", "2026-11-02T08:00:00Z"],
    ["2026-11-01T07:30:00Z", "America/Los_Angeles", "day:2026-11-01", "2026-11-02T08:00:00Z"],
    ["2026-03-08T08:30:00Z", "America/Los_Angeles", "day:2026-03-08", "2026-03-09T07:00:00Z"],
  ])("at %s the day in %s is %s and ends at %s", (now, zone, key, endsAt) => {
    const { day } = windowsAt(now, zone);
    expect(day.key).toBe(key);
    expect(new Date(day.endsAtMs).toISOString()).toBe(new Date(endsAt).toISOString());
  });

  test("minute keys sort as their times do", () => {
    expect(
      minuteKey(Date.parse("2026-11-23T09:59:00Z")) < minuteKey(Date.parse("2026-11-23T10:00:00Z")),
    ).toBe(true);
  });
});
