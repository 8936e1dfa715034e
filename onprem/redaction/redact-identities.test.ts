import { describe, expect, test } from "vitest";

import { redactSegments } from "./redact-segments.ts";
import { OPTIONAL_KINDS, type OptionalKind } from "./redaction-kinds.ts";
import { callOf, redacted } from "./testing/call.ts";

function redactedOnly(redact: OptionalKind[], texts: string[]): string[] {
  return redactSegments(callOf(texts), { redact }).segments.map(({ text }) => text);
}

describe("bank details", () => {
  test.each<[string, string[], string[]]>([
    [
      "asked for together",
      ["Can I take the sort code and account number?", "12 34 56", "Yes", "12345678"],
      ["Can I take the sort code and account number?", "[SORT_CODE]", "Yes", "[BANK_ACCOUNT]"],
    ],
    [
      "the account first: only the sort code tells that it is a bank's",
      ["What is the account number?", "12345678", "And the sort code?", "12-34-56"],
      ["What is the account number?", "[BANK_ACCOUNT]", "And the sort code?", "[SORT_CODE]"],
    ],
    [
      "for a direct debit",
      ["The account number for the direct debit?", "Five five seven seven, nine nine double one."],
      ["The account number for the direct debit?", "[BANK_ACCOUNT]."],
    ],
    ["named afterwards", ["12 34 56 is my sort code"], ["[SORT_CODE] is my sort code"]],
    ["an IBAN", ["It is GB29 NWBK 6016 1331 9268 19."], ["It is [BANK_ACCOUNT]."]],
    [
      "American",
      ["The routing number is 026009593 and the checking account is 4856200223"],
      ["The routing number is [SORT_CODE] and the checking account is [BANK_ACCOUNT]"],
    ],
    [
      "read back later",
      ["My bank account number is 12345678", "Let me see.", "So money goes to 1234 5678 then."],
      [
        "My bank account number is [BANK_ACCOUNT]",
        "Let me see.",
        "So money goes to [BANK_ACCOUNT] then.",
      ],
    ],
  ])("%s", (_, said, expected) => {
    expect(redacted(said)).toEqual(expected);
  });
});

describe("national numbers", () => {
  test.each<[string, string[], string[]]>([
    [
      "letters and words",
      ["Your national insurance number?", "Q Q one two three four five six C."],
      ["Your national insurance number?", "[NATIONAL_ID]."],
    ],
    [
      "the alphabet of the wireless",
      ["My NI number is quebec quebec twelve thirty-four fifty-six charlie"],
      ["My NI number is [NATIONAL_ID]"],
    ],
    [
      "letters with their names",
      ["NI number?", "J for Juliet N for November 12 34 56 C for Charlie"],
      ["NI number?", "[NATIONAL_ID]"],
    ],
    ["written, without a question", ["So QQ123456C then"], ["So [NATIONAL_ID] then"]],
    ["social security, written", ["It was 078-05-1120."], ["It was [NATIONAL_ID]."]],
    [
      "social security, spoken",
      ["Your social?", "oh seven eight, oh five, one one two oh"],
      ["Your social?", "[NATIONAL_ID]"],
    ],
    ["its end", ["The SSN ending 1120"], ["The SSN ending [NATIONAL_ID]"]],
  ])("%s", (_, said, expected) => {
    expect(redacted(said)).toEqual(expected);
  });
});

describe("e-mail addresses", () => {
  test.each([
    ["It is john.smith+shop@example.co.uk, thanks.", "It is [EMAIL], thanks."],
    ["My email is john dot smith at gmail dot com.", "My email is [EMAIL]."],
    ["it's j o h n underscore four two at hotmail dot co dot uk", "it's [EMAIL]"],
    ["Send it to J-O-H-N dot smith at gmail.com please", "Send it to [EMAIL] please"],
    ["You can reach me at sarah@example.org", "You can reach me at [EMAIL]"],
    ["It's sarah jones at gmail", "It's [EMAIL]"],
  ])("%s", (said, expected) => {
    expect(redacted([said])).toEqual([expected]);
  });

  test.each([
    "Look at northgate dot co dot uk.",
    "You will find us at www dot northgate dot com.",
    "I was at the dot com office at nine.",
    "He is at work, not at home.",
  ])("no address: %s", (said) => {
    expect(redacted([said])).toEqual([said]);
  });
});

describe("by setting", () => {
  const CALL = [
    "What is the best number to call you back on?",
    "Oh seven seven double oh, nine hundred one two three.",
    "And the sort code?",
    "20-00-00",
    "Your reference number is eight zero three one six.",
    "My national insurance number is QQ 12 34 56 C",
    "The email is jane@example.org",
    "And the long card number?",
    "4242 4242 4242 4242",
    "And your bank account number?",
    "55779911",
  ];
  const PLACEHOLDERS: Record<OptionalKind, string> = {
    phone: "[PHONE]",
    sort_code: "[SORT_CODE]",
    reference: "[REFERENCE]",
    national_id: "[NATIONAL_ID]",
    email: "[EMAIL]",
    bank_account: "[BANK_ACCOUNT]",
  };

  test.each([...OPTIONAL_KINDS])("only %s, and cards as always", (kind) => {
    const left = redactedOnly([kind], CALL).join(" | ");
    expect(left.match(/\[[A-Z_]+\]/g)?.toSorted()).toEqual(
      ["[CARD]", PLACEHOLDERS[kind]].toSorted(),
    );
  });

  test("all of them", () => {
    const { redactions } = redactSegments(callOf(CALL), { redact: OPTIONAL_KINDS });
    expect(redactions).toEqual({
      card: 1,
      security_code: 0,
      expiry: 0,
      bank_account: 1,
      sort_code: 1,
      national_id: 1,
      email: 1,
      phone: 1,
      reference: 1,
    });
  });

  test("none of them: cards, their codes and dates go all the same", () => {
    expect(redactedOnly([], ["4242 4242 4242 4242, CVV 317, expiry 09/27"])).toEqual([
      "[CARD], CVV [CVV], expiry [EXPIRY]",
    ]);
  });

  test("by default telephone, account and reference numbers stay", () => {
    const said = [
      "Could I have your account number and the name on the account?",
      "It is four seven one nine two zero.",
      "Call me on +44 7700 900123.",
      "That's case number 803164.",
    ];
    expect(redacted(said)).toEqual(said);
  });
});

test.each([
  "Thank you for calling Three Mobile, this is Sarah Mitchell, how can I help you today?",
  "Thanks for calling Acme Bank, you are speaking to Daniel.",
  "Hello, this is O2, my name is Omar Haddad.",
  "You are through to Channel 4 customer care.",
  "Welcome to First Direct. This call is recorded.",
  "Good morning, Northgate Broadband, Chloe speaking.",
])("a greeting is evidence: %s", (said) => {
  expect(redacted([said, "The card number?", "4242 4242 4242 4242"])[0]).toBe(said);
});

test("what was taken out under its older name counts as taken out", () => {
  expect(
    redacted([
      "The code is [SECURITY_CODE].",
      "The CVV is [SECURITY_CODE] for 4242 4242 4242 4242",
    ]),
  ).toEqual(["The code is [CVV].", "The CVV is [CVV] for [CARD]"]);
});
