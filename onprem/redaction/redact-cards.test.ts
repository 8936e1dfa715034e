import { describe, expect, test } from "vitest";

import { redacted } from "./testing/call.ts";

const ASK = "Can you read me the long card number please?";

describe("a whole number needs no cue", () => {
  test.each([
    ["figures in fours", "It is 4242 4242 4242 4242.", "It is [CARD]."],
    ["figures with stops", "4242. 4242. 4242. 4242.", "[CARD]."],
    ["figures with dashes", "So 4242-4242-4242-4242 then", "So [CARD] then"],
    ["figures with ellipses", "4242... 4242… 4242, 4242", "[CARD]"],
    ["figures in one", "4242424242424242", "[CARD]"],
    ["figures one by one", "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2", "[CARD]"],
    ["figures with thousands' commas", "4,242,424,242,424,242", "[CARD]"],
    ["figures of an Amex", "3782 822463 10005", "[CARD]"],
    ["whatever the check digit says", "1234 5678 9012 3456", "[CARD]"],
    ["words", "four two four two four two four two four two four two four two four two", "[CARD]"],
    [
      "words with hyphens and commas",
      "Four-two-four-two, four-two-four-two, four-two-four-two, four-two-four-two.",
      "[CARD].",
    ],
    [
      "noughts of all kinds",
      "five zero oh nought five o zero oh, five oh oh oh, five oh oh oh",
      "[CARD]",
    ],
    [
      "doubles and triples",
      "double four double two, triple seven one, four double oh nine, double three 2 1",
      "[CARD]",
    ],
    [
      "so many of a kind",
      "four fours, three sevens and a two, two nines, double sixes, five one four",
      "[CARD]",
    ],
    [
      "tens",
      "forty-two forty two forty-two forty two forty-two forty two forty-two forty two",
      "[CARD]",
    ],
    ["teens", "fourteen twelve nineteen ten, eleven thirteen fifteen sixteen", "[CARD]"],
    [
      "cardinals",
      "four thousand two hundred and forty two, four thousand two hundred and forty two, forty two forty two, nine hundred and one",
      "[CARD]",
    ],
    ["words and figures", "four two 4 2, forty-two 42, 4242 four two four two", "[CARD]"],
    [
      "hesitations and fillers",
      "Um, four two four two, and then, uh, four two four two, yeah, four two four two, that's four two four two",
      "Um, [CARD]",
    ],
    [
      "homophones in the middle",
      "four too four two for two four two four two four to four two four two",
      "[CARD]",
    ],
    [
      "among other words",
      "My Visa 4242 4242 4242 4242 was declined on Monday",
      "My Visa [CARD] was declined on Monday",
    ],
  ])("%s", (_, said, expected) => {
    expect(redacted([said])).toEqual([expected]);
  });
});

describe("a number over several turns", () => {
  test.each<[string, string[], string[]]>([
    [
      "answered each time",
      [
        "four two four two",
        "okay",
        "four two four two",
        "Go on.",
        "four two four two",
        "Got that.",
        "four two four two",
      ],
      ["[CARD]", "okay", "[CARD]", "Go on.", "[CARD]", "Got that.", "[CARD]"],
    ],
    [
      "read back by the agent",
      [ASK, "5105 1051", "5105 1051, yes", "05 10", "05 10", "5100", "5100, thank you."],
      [ASK, "[CARD]", "[CARD], yes", "[CARD]", "[CARD]", "[CARD]", "[CARD], thank you."],
    ],
    [
      "digit by digit",
      [ASK, "Four.", "Two.", "Four.", "Two.", "Yes.", "One."],
      [ASK, "[CARD].", "[CARD].", "[CARD].", "[CARD].", "Yes.", "[CARD]."],
    ],
    [
      "with talk in between",
      [
        ASK,
        "It's four two four two",
        "Sorry, my system is slow today.",
        "six seven",
        "Bear with me.",
        "eight nine one",
      ],
      [ASK, "It's [CARD]", "Sorry, my system is slow today.", "[CARD]", "Bear with me.", "[CARD]"],
    ],
    [
      "after a search for the purse",
      [
        ASK,
        "Let me find my purse.",
        "No problem.",
        "It is upstairs.",
        "Take your time.",
        "Right, 4242 4242 42",
      ],
      [
        ASK,
        "Let me find my purse.",
        "No problem.",
        "It is upstairs.",
        "Take your time.",
        "Right, [CARD]",
      ],
    ],
    [
      "interrupted by a slip",
      [ASK, "four two four two", "Is that your account number?", "No, four two four two four"],
      [ASK, "[CARD]", "Is that your account number?", "No, [CARD]"],
    ],
    [
      "how many and which are told apart",
      [
        ASK,
        "The first four are 4242",
        "And the next four?",
        "The next four are 1881",
        "And the last four digits?",
        "3321",
      ],
      [
        ASK,
        "The first four are [CARD]",
        "And the next four?",
        "The next four are [CARD]",
        "And the last four digits?",
        "[CARD]",
      ],
    ],
  ])("%s", (_, said, expected) => {
    expect(redacted(said)).toEqual(expected);
  });
});

describe("after a cue, whatever the recogniser left", () => {
  test.each([
    [
      "My card number is four two four two four two four two four two four two four two four two four two.",
      "My card number is [CARD].",
    ],
    [
      "My card number is four two four two four two four two four two.",
      "My card number is [CARD].",
    ],
    ["My card number is four two four two.", "My card number is [CARD]."],
    ["The sixteen digit number is 4242 42", "The sixteen digit number is [CARD]"],
    ["The 16 digits are 4242 42", "The 16 digits are [CARD]"],
    ["The number across the front, 4242 4242 424", "The number across the front, [CARD]"],
    ["It is a Mastercard, five one oh five one oh five", "It is a Mastercard, [CARD]"],
    ["It starts with four nine two nine", "It starts with [CARD]"],
    ["The card ending in 4242", "The card ending in [CARD]"],
    ["It ends in four two four two", "It ends in [CARD]"],
    ["The last four digits are four two four two", "The last four digits are [CARD]"],
    ["The last 4 digits are 2024", "The last 4 digits are [CARD]"],
    ["Four two four two four two is my card number", "[CARD] is my card number"],
    ["4242 4242 42, that's the long number", "[CARD], that's the long number"],
  ])("%s", (said, expected) => {
    expect(redacted([said])).toEqual([expected]);
  });

  test("digits known from the number are taken out wherever they come", () => {
    const talk = Array.from(
      { length: 20 },
      (_, at) => `We talk of something else, part ${"abcdefghijklmnopqrst"[at]}.`,
    );
    expect(
      redacted([
        "5105 1051 0510 5100",
        ...talk,
        "And it was ten fifty-one, oh five one.",
        "So 2323 then.",
      ]),
    ).toEqual(["[CARD]", ...talk, "And it was [CARD].", "So 2323 then."]);
  });
});
