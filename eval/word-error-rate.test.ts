import { expect, test } from "vitest";

import { wordErrorRate } from "./word-error-rate.ts";

test.each([
  ["Hello, how can I help?", "hello how can i help", 0],
  ["one two three four", "one three four", 0.25],
  ["one two three four", "one two too three four", 0.25],
  ["one two three four", "one two free four", 0.25],
  ["the code is [CVV].", "The code is [CVV].", 0],
  ["a b", "", 1],
])("%j heard as %j is %d", (truth, recognised, expected) => {
  expect(wordErrorRate(truth, recognised)).toBe(expected);
});

test("a silent call has no word error rate", () => {
  expect(wordErrorRate("", "thanks for watching")).toBeNull();
});
