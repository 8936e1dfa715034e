import type { RedactionKind } from "#shared/contracts/transcript.ts";

import type { RedactionSpan } from "./find-spans.ts";

const IBAN_COUNTRIES =
  "AD|AE|AT|BE|BG|CH|CY|CZ|DE|DK|EE|ES|FI|FR|GB|GI|GR|HR|HU|IE|IL|IS|IT|LI|LT|LU|LV|MC|MT|NL|NO|PL|PT|RO|SA|SE|SI|SK|SM|TR";
const MIN_IBAN_DIGITS = 10;

/** Numbers whose written form alone says what they are. */
const FORMS: { kind: RedactionKind; form: RegExp; isOne?: (text: string) => boolean }[] = [
  {
    // ISO 13616. Recognisers lose characters, so neither length nor check digits are required.
    kind: "bank_account",
    form: new RegExp(String.raw`\b(?:${IBAN_COUNTRIES})\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,8}\b`, "g"),
    isOne: (text) => (text.match(/\d/g)?.length ?? 0) >= MIN_IBAN_DIGITS,
  },
  {
    // National insurance number: prefixes that HMRC issues (manual NIM39110), QQ being its example.
    kind: "national_id",
    form: /\b(?:[A-CEGHJ-PR-TW-Z] ?[A-CEGHJ-NPR-TW-Z]|Q ?Q)[ -]?(?:\d{2}[ -]?){3}[A-D]\b(?: (?:for|as in) \w+)?/gi,
  },
  {
    // Social security number, with its hyphens.
    kind: "national_id",
    form: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g,
  },
];

/** Bank accounts and national numbers that are written as such, without any word about them. */
export function findWrittenIdentities(texts: readonly string[]): RedactionSpan[] {
  return texts.flatMap((text, segment) =>
    FORMS.flatMap(({ kind, form, isOne }) =>
      [...text.matchAll(form)]
        .filter(([found]) => isOne?.(found) ?? true)
        .map((found) => ({
          kind,
          segment,
          start: found.index,
          end: found.index + found[0].length,
        })),
    ),
  );
}
