import { expect, test } from "vitest";

import { lastNightBefore } from "./last-night.ts";

const NIGHT = { start: "22:00", end: "07:00" };

test.each([
  ["as a night ends", "2026-11-22T07:00:00Z", NIGHT, "Europe/London", "2026-11-21"],
  ["a second before it ends", "2026-11-22T06:59:59Z", NIGHT, "Europe/London", "2026-11-20"],
  ["in the evening", "2026-11-22T23:30:00Z", NIGHT, "Europe/London", "2026-11-21"],
  ["in another zone", "2026-11-22T14:00:00Z", NIGHT, "America/Los_Angeles", "2026-11-20"],
  ["one hour later there", "2026-11-22T15:00:00Z", NIGHT, "America/Los_Angeles", "2026-11-21"],
  // The clocks of London go back on 25 October 2026 at 02:00 and forward on 28 March 2027 at 01:00.
  ["in summer time", "2026-10-24T06:00:00Z", NIGHT, "Europe/London", "2026-10-23"],
  ["after the clocks went back", "2026-10-25T06:30:00Z", NIGHT, "Europe/London", "2026-10-23"],
  ["after the clocks went forward", "2027-03-28T06:00:00Z", NIGHT, "Europe/London", "2027-03-27"],
  [
    "with a night that ends on the day it begins",
    "2026-11-22T12:00:00Z",
    { start: "01:00", end: "05:00" },
    "Europe/London",
    "2026-11-22",
  ],
])("%s", (_, deadline, night, timeZone, evening) => {
  expect(lastNightBefore(Date.parse(deadline), night, timeZone)).toBe(evening);
});
