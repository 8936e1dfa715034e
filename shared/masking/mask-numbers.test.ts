import { expect, test } from "vitest";

import { maskNumbers, maskPart, maskText } from "./mask-numbers.ts";

test.each([
  ["Call me on 7275551212.", "Call me on ••••••••12."],
  ["It's (727) 555-1212, thanks", "It's (•••) •••-••12, thanks"],
  ["+44 20 7946 0958", "+•• •• •••• ••58"],
  ["five five five one two one two", "•••• •••• •••• ••• ••• one two"],
  ["double five, five, uh, twelve twelve", "•••••• ••••, ••••, uh, •••••• twelve"],
  ["null sieben elf fünf fünf einundzwanzig", "•••• •••••• ••• •••• •••• einundzwanzig"],
  ["sechs sieben 555 12 12", "••••• •••••• ••• •• 12"],
  // No number: too few digits, or other words between.
  ["Two of the three cost 45 pounds", "Two of the three cost 45 pounds"],
  ["at ten thirty on the 12th of May 2026", "at ten thirty on the 12th of May 2026"],
  ["My card is [CARD]", "My card is [CARD]"],
  ["😀 7275551212 😀", "😀 ••••••••12 😀"],
])("%j", (text, masked) => {
  expect(maskText(text)).toBe(masked);
  expect(maskText(text)).toHaveLength(text.length);
  // what is masked stays so
  expect(maskText(masked)).toBe(masked);
});

test("a number that goes on in the next line, with the other party's words between", () => {
  const lines = ["My number is oh seven seven", "Yes.", "nine hundred, 45 67 please"];
  expect(maskNumbers(lines)).toEqual([
    "My number is •• ••••• •••••",
    "Yes.",
    "•••• •••••••, •• 67 please",
  ]);
});

test("of a quote, a shorter run is hidden: it may be a part of a number", () => {
  expect(maskPart("it is 555 12")).toBe("it is ••• 12");
  expect(maskPart("for 45 minutes")).toBe("for 45 minutes");
});
