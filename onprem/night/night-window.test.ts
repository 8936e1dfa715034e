import { assert, constantFrom, integer, pre, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";

import { nextClockTime, windowAt, type NightHours } from "./night-window.ts";

const NIGHT: NightHours = { start: "22:00", end: "07:00" };
const HOUR_MS = 3_600_000;
const at = (iso: string) => Date.parse(iso);

function describeAt(iso: string, hours: NightHours, zone: string): string {
  const window = windowAt(at(iso), hours, zone);
  return window.inside
    ? `until ${new Date(window.endsAt).toISOString()}`
    : `next ${new Date(window.startsAt).toISOString()}`;
}

function lengthHours(iso: string, hours: NightHours, zone: string): number {
  const window = windowAt(at(iso), hours, zone);
  return window.inside ? (window.endsAt - window.startsAt) / HOUR_MS : 0;
}

describe("an ordinary night", () => {
  test.each([
    ["before it", "2026-11-20T21:59:59Z", NIGHT, "next 2026-11-20T22:00:00.000Z"],
    ["its first instant", "2026-11-20T22:00:00Z", NIGHT, "until 2026-11-21T07:00:00.000Z"],
    ["after midnight", "2026-11-21T03:00:00Z", NIGHT, "until 2026-11-21T07:00:00.000Z"],
    ["its end is outside", "2026-11-21T07:00:00Z", NIGHT, "next 2026-11-21T22:00:00.000Z"],
    [
      "a night within one day",
      "2026-11-21T02:00:00Z",
      { start: "01:00", end: "05:30" },
      "until 2026-11-21T05:30:00.000Z",
    ],
    [
      "and after that",
      "2026-11-21T06:00:00Z",
      { start: "01:00", end: "05:30" },
      "next 2026-11-22T01:00:00.000Z",
    ],
    [
      "the whole day",
      "2026-11-21T23:58:59Z",
      { start: "00:00", end: "23:59" },
      "until 2026-11-21T23:59:00.000Z",
    ],
    [
      "all but a minute, across midnight",
      "2026-11-21T12:00:00Z",
      { start: "22:00", end: "21:59" },
      "until 2026-11-21T21:59:00.000Z",
    ],
    [
      "until midnight",
      "2026-11-21T23:00:00Z",
      { start: "20:00", end: "00:00" },
      "until 2026-11-22T00:00:00.000Z",
    ],
  ])("%s", (_, now, hours, expected) => {
    expect(describeAt(now, hours, "UTC")).toBe(expected);
  });

  test("is reckoned on the site's clock", () => {
    expect(describeAt("2026-11-21T02:59:59Z", NIGHT, "America/New_York")).toBe(
      "next 2026-11-21T03:00:00.000Z",
    );
    expect(describeAt("2026-11-20T16:30:00Z", NIGHT, "Asia/Kolkata")).toBe(
      "until 2026-11-21T01:30:00.000Z",
    );
  });
});

describe("when the clock changes", () => {
  test.each([
    ["spring takes an hour off the night", "2026-03-29T00:30:00Z", "Europe/London", 8],
    ["autumn adds one", "2026-10-25T00:30:00Z", "Europe/London", 10],
    ["half an hour on Lord Howe Island", "2026-04-04T14:00:00Z", "Australia/Lord_Howe", 9.5],
  ])("%s", (_, now, zone, expected) => {
    expect(lengthHours(now, NIGHT, zone)).toBe(expected);
  });

  test("a start in the hour that is left out lies after the change", () => {
    const hours = { start: "02:30", end: "05:00" };
    expect(describeAt("2026-03-08T06:59:00Z", hours, "America/New_York")).toBe(
      "next 2026-03-08T07:30:00.000Z",
    );
  });

  test("an end in the hour that is left out lies after the change", () => {
    const hours = { start: "22:00", end: "02:30" };
    expect(describeAt("2026-03-08T06:59:00Z", hours, "America/New_York")).toBe(
      "until 2026-03-08T07:30:00.000Z",
    );
  });

  test("a night that lies within the hour that is left out is still held", () => {
    const hours = { start: "02:00", end: "02:59" };
    expect(lengthHours("2026-03-08T07:30:00Z", hours, "America/New_York")).toBeCloseTo(59 / 60);
  });

  test("a start in the hour that comes twice is its first", () => {
    const hours = { start: "01:30", end: "05:00" };
    expect(describeAt("2026-11-01T05:29:00Z", hours, "America/New_York")).toBe(
      "next 2026-11-01T05:30:00.000Z",
    );
    expect(lengthHours("2026-11-01T06:10:00Z", hours, "America/New_York")).toBe(4.5);
  });

  test("an end in the hour that comes twice is its first, so that production gets its host back early", () => {
    const hours = { start: "22:00", end: "01:30" };
    expect(describeAt("2026-11-01T05:29:00Z", hours, "America/New_York")).toBe(
      "until 2026-11-01T05:30:00.000Z",
    );
    expect(describeAt("2026-11-01T05:30:00Z", hours, "America/New_York")).toBe(
      "next 2026-11-02T03:00:00.000Z",
    );
  });

  test("a day that a zone leaves out altogether has no night of its own", () => {
    // Samoa went from 29 to 31 December 2011.
    expect(
      describeAt("2011-12-30T09:59:00Z", { start: "01:00", end: "05:00" }, "Pacific/Apia"),
    ).toBe("next 2011-12-30T11:00:00.000Z");
  });
});

test("whatever the hours, zone and instant: inside lies between start and end, outside before the next start", () => {
  const clock = tuple(integer({ min: 0, max: 23 }), integer({ min: 0, max: 59 })).map((parts) =>
    parts.map((part) => String(part).padStart(2, "0")).join(":"),
  );
  const zone = constantFrom("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe");
  const instant = integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) });
  assert(
    property(clock, clock, zone, instant, (start, end, timeZone, now) => {
      pre(start !== end);
      const window = windowAt(now, { start, end }, timeZone);
      const leftMs = window.inside ? window.endsAt - now : window.startsAt - now;
      expect(window.inside).toBe(window.startsAt <= now);
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThanOrEqual((window.inside ? 25 : 49) * HOUR_MS);
    }),
  );
});

test("the next time the clock shows an hour", () => {
  expect(nextClockTime(at("2026-11-20T10:00:00Z"), "12:00", "UTC")).toBe(
    at("2026-11-20T12:00:00Z"),
  );
  expect(nextClockTime(at("2026-11-20T12:00:00Z"), "12:00", "UTC")).toBe(
    at("2026-11-21T12:00:00Z"),
  );
});
