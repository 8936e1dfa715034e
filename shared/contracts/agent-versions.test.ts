import { expect, test } from "vitest";

import { ageOfAgent } from "./agent-versions.ts";

test.each([
  ["0.3.1", "current"],
  ["0.3.0", "old"],
  ["0.1.0", "old"],
  ["0.0.9", "too_old"],
  ["0.10.0", "newer"],
  ["1.0.0", "newer"],
  ["unknown", "unknown"],
  ["0.3.1-rc.1", "unknown"],
])("an agent of %s is %s to an edge of 0.3.1 that takes 0.1.0 and later", (version, age) => {
  expect(ageOfAgent(version, { wanted: "0.3.1", oldest: "0.1.0" })).toBe(age);
});
