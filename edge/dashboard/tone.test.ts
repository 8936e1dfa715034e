import { expect, test } from "vitest";

import { toneOfCall, toneOfTotal } from "./tone.ts";

test.each([
  [91, true, "bad"],
  [91, false, "good"],
  [62, true, "bad"],
  [55, false, "mid"],
  [null, true, "none"],
] as const)("a call with %s that is flagged (%s) is %s", (total, isFlagged, tone) =>
  expect(toneOfCall(total, isFlagged)).toBe(tone),
);

test.each([
  [80, "good"],
  [79.9, "mid"],
  [59.9, "bad"],
  [null, "none"],
] as const)("an average of %s is %s", (total, tone) => expect(toneOfTotal(total)).toBe(tone));
