import { describe, expect, test } from "vitest";

import { redacted } from "./testing/call.ts";

describe("security codes", () => {
  test.each<[string, string[], string[]]>([
    ["in words", ["The security code is three one seven."], ["The security code is [CVV]."]],
    ["in figures", ["CVV 317"], ["CVV [CVV]"]],
    ["spelled", ["The C.V.V. is 3 1 7"], ["The C.V.V. is [CVV]"]],
    ["CVV2", ["CVV2 is 317"], ["CVV2 is [CVV]"]],
    ["as a number", ["The CVC is three hundred and seventeen"], ["The CVC is [CVV]"]],
    [
      "of an Amex",
      ["the four digit code on the front is 1234"],
      ["the four digit code on the front is [CVV]"],
    ],
    [
      "doubled by the recogniser",
      ["security code three one one seven seven"],
      ["security code [CVV]"],
    ],
    [
      "question and answer",
      ["And the three digits on the back?", "Three one seven."],
      ["And the three digits on the back?", "[CVV]."],
    ],
    [
      "the last three digits",
      ["And the last 3 digits on the signature strip?", "Um, it's 3, 1, 7"],
      ["And the last 3 digits on the signature strip?", "Um, it's [CVV]"],
    ],
    [
      "read back",
      ["And the security code?", "three one seven", "Three one seven, thank you."],
      ["And the security code?", "[CVV]", "[CVV], thank you."],
    ],
    ["said twice", ["The CVV is 317, 317."], ["The CVV is [CVV]."]],
    [
      "digit by digit",
      ["And the CVV?", "Three", "one", "and seven"],
      ["And the CVV?", "[CVV]", "[CVV]", "and [CVV]"],
    ],
    ["named afterwards", ["three one seven is the security code"], ["[CVV] is the security code"]],
    ["named right after", ["The code is 317 on the back."], ["The code is [CVV] on the back."]],
    ["a PIN", ["The PIN is 1234."], ["The PIN is [CVV]."]],
    [
      "unasked, after the card",
      ["4242 4242 4242 4242", "And three one seven."],
      ["[CARD]", "And [CARD]."],
    ],
  ])("%s", (_, said, expected) => {
    expect(redacted(said)).toEqual(expected);
  });
});

describe("expiry dates", () => {
  test.each<[string, string[], string[]]>([
    ["figures", ["Expiry date 09/27"], ["Expiry date [EXPIRY]"]],
    ["words", ["The expiry is oh nine twenty seven"], ["The expiry is [EXPIRY]"]],
    [
      "a month",
      ["And the expiry date?", "September twenty seven."],
      ["And the expiry date?", "[EXPIRY]."],
    ],
    [
      "a month and a year",
      ["Expiration date?", "It's May 2027"],
      ["Expiration date?", "It's [EXPIRY]"],
    ],
    [
      "an ordinal",
      ["The expiry date is the ninth of twenty seven"],
      ["The expiry date is the [EXPIRY]"],
    ],
    ["a month of a year", ["Valid until nine of twenty seven"], ["Valid until [EXPIRY]"]],
    [
      "month and year apart",
      ["And when does the card expire?", "September", "And the year?", "Twenty seven"],
      ["And when does the card expire?", "[EXPIRY]", "And the year?", "[EXPIRY]"],
    ],
  ])("%s", (_, said, expected) => {
    expect(redacted(said)).toEqual(expected);
  });

  test.each([
    "The expiry date of your contract is the thirtieth of March 2027.",
    "The offer expires on the fifth of May.",
    "Your passport's expiry date is 2031.",
  ])("other things expire too: %s", (said) => {
    expect(redacted([said])).toEqual([said]);
  });
});

describe("several at once", () => {
  test("one question, one answer", () => {
    expect(
      redacted([
        "Can I take the long card number, the expiry date and the security code?",
        "4242 4242 4242 4242, and then oh nine twenty seven, and three one seven.",
      ]),
    ).toEqual([
      "Can I take the long card number, the expiry date and the security code?",
      "[CARD], and then [EXPIRY], and [CVV].",
    ]);
  });

  test("asked in any order", () => {
    expect(
      redacted([
        "What is the security code?",
        "Three one seven.",
        "And the expiry?",
        "Zero nine, twenty seven.",
        "And the long number?",
        "Four two four two, double four double two",
        "Sorry, I lost that, again please?",
        "4242 4422 4242 4242",
      ]),
    ).toEqual([
      "What is the security code?",
      "[CVV].",
      "And the expiry?",
      "[EXPIRY].",
      "And the long number?",
      "[CARD]",
      "Sorry, I lost that, again please?",
      "[CARD]",
    ]);
  });
});
