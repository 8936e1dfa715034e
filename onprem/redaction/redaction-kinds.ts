import type { RedactionKind } from "#shared/contracts/transcript.ts";

/** What is always taken out. */
export const CARD_KINDS = ["card", "security_code", "expiry"] as const satisfies RedactionKind[];

/** What is taken out by setting. */
export const OPTIONAL_KINDS = [
  "bank_account",
  "sort_code",
  "national_id",
  "email",
  "phone",
  "reference",
] as const satisfies RedactionKind[];
export type OptionalKind = (typeof OPTIONAL_KINDS)[number];

/** Telephone, account and reference numbers tell who called and about what: scoring needs them. */
export const DEFAULT_KINDS: readonly OptionalKind[] = [
  "bank_account",
  "sort_code",
  "national_id",
  "email",
];
