import { describe, expect, test } from "vitest";

import { redacted } from "./testing/call.ts";

describe("without a card, numbers stay", () => {
  test.each([
    "It is five zero two eight one.",
    "My account number is one two three four five six seven eight.",
    "Your reference number is eight zero three one six.",
    "My number is oh seven seven double oh nine hundred one two three.",
    "Call me on 07700 900123 please.",
    "Call 07700 900123 or 01632 960123.",
    "My numbers are 07700 900123 and 01632 960123.",
    "My date of birth is the tenth of May nineteen eighty-five.",
    "It was 10/05/1985.",
    "Our fibre package gives you two hundred megabits for thirty-five pounds a month.",
    "The contract runs for eighteen months and you can cancel within fourteen days.",
    "That is £35.00, £20.00, £15.99 and £12.49.",
    "Your bill is $1,299.00 in total.",
    "I have booked an engineer for Saturday between nine and twelve.",
    "My postcode is SW1A 2AA.",
    "We were there in 2023, 2024, 2025 and 2026.",
    "It is just one of them, no one else has two.",
    "I want to go for a walk, I ate too much, we won one.",
    "There are four of us at home.",
    "The constructor of the toString called hasOwnProperty twice.",
  ])("%s", (said) => {
    expect(redacted([said])).toEqual([said]);
  });

  test.each([
    [
      "a telephone number read back in pieces",
      [
        "What is your phone number?",
        "oh seven seven double oh",
        "oh seven seven double oh",
        "nine hundred",
        "yes",
        "one two three",
        "one two three",
      ],
    ],
    [
      "a telephone number read back whole",
      ["What is the best number?", "07700 900123", "07700 900123", "That's right."],
    ],
    [
      "an account number read back",
      ["Your account number?", "50281", "50281", "Yes", "50281, great."],
    ],
  ])("%s", (_, said) => {
    expect(redacted(said)).toEqual(said);
  });
});

describe("beside a card, other numbers stay", () => {
  const CARD = "4242 4242 4242 4242";

  test.each<[string, string[]]>([
    [
      "an account number before",
      [
        "Can I take your account number?",
        "It is five zero two eight one.",
        "And the card number?",
        CARD,
      ],
    ],
    [
      "an account number just before",
      ["Your account number?", "12345678", "And the card number?", CARD],
    ],
    [
      "an account number after",
      ["The card number?", CARD, "And your account number?", "It is five zero two eight one."],
    ],
    ["a telephone number after", ["The card number?", CARD, "And a phone number?", "07700 900123"]],
    ["a reference after", ["The card number?", CARD, "Your reference is 80316."]],
    [
      "a refund after",
      [
        "The card number?",
        CARD,
        "I have refunded twenty pounds to your account.",
        "It takes three to five working days.",
      ],
    ],
    [
      "a price between",
      [
        "That is thirty five pounds by card.",
        "The card number?",
        "How much was it?",
        "It was £35.99 for two months.",
        CARD,
      ],
    ],
    [
      "talk of one and two",
      [
        "The card number?",
        "Which one?",
        "The other one.",
        "Oh, okay.",
        "No one has two of them.",
        CARD,
      ],
    ],
    ["a moment", ["The card number?", "One moment please.", CARD]],
    [
      "the call moves on",
      [
        "The card number?",
        CARD,
        "Thank you.",
        "That has gone through.",
        "You will get an email.",
        "It comes from our billing team.",
        "We open at 0800.",
      ],
    ],
    [
      "a card without its number",
      ["I want to pay by card.", "What is your mobile?", "07700 900123"],
    ],
    ["times of day", ["The card number?", "Can I call back at ten thirty?", "We close at 1745."]],
    ["an Indian postcode", ["And your pin code?", "It is 560001."]],
    ["a SIM card", ["I lost my SIM card.", "It had 5021 on it."]],
  ])("%s", (_, said) => {
    expect(redacted(said)).toEqual(said.map((text) => (text === CARD ? "[CARD]" : text)));
  });
});
