import { describe, expect, it } from "vitest";

import { parseDurationMs, retryAfterMs } from "./retry-after.ts";

describe("parseDurationMs", () => {
  it.each([
    ["36s", 36_000],
    ["1.5s", 1500],
    ["250ms", 250],
    ["7m12.3s", 432_300],
    ["900h", 86_400_000],
    ["soon", null],
    ["", null],
    ["36", null],
  ])("reads %s as %s", (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });
});

describe("retryAfterMs", () => {
  const nowMs = Date.parse("2026-11-22T10:00:00Z");

  it.each([
    ["7", 7000],
    ["0.5", 500],
    ["Sun, 22 Nov 2026 10:00:30 GMT", 30_000],
    ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
    ["later", null],
  ])("reads %s as %s", (value, expected) => {
    expect(retryAfterMs(new Headers({ "retry-after": value }), nowMs)).toBe(expected);
  });

  it("is null without the header", () => {
    expect(retryAfterMs(new Headers(), nowMs)).toBeNull();
  });
});
