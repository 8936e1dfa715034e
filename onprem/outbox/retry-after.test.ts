import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-11-25T10:00:00Z");
const inTwoMinutes = "Wed, 25 Nov 2026 10:02:00 GMT";

test.each<[string, Record<string, string | undefined>, number | null]>([
  ["seconds", { "retry-after": "120" }, 120_000],
  ["no time at all", { "retry-after": "0" }, 0],
  ["a date", { "retry-after": inTwoMinutes }, 120_000],
  [
    "a date, by the answer's own clock: the host's is an hour fast",
    { "retry-after": inTwoMinutes, date: "Wed, 25 Nov 2026 09:00:00 GMT" },
    3_720_000,
  ],
  ["a date that is past", { "retry-after": "Wed, 25 Nov 2026 09:00:00 GMT" }, 0],
  ["more than a day", { "retry-after": "9999999" }, 86_400_000],
  ["nothing", {}, null],
  ["nonsense", { "retry-after": "soon" }, null],
  ["less than nothing", { "retry-after": "-5 minutes" }, null],
])("Retry-After says %s", (_, headers, delayMs) => {
  expect(retryAfterMs(headers, NOW)).toBe(delayMs);
});
