import {
  REDACTION_PLACEHOLDERS,
  redactionKindSchema,
  type RedactionKind,
} from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { AutoFailId, CriterionId } from "#shared/scorecard/scorecard.ts";

/* The words that pages use for codes. */

const PROVIDERS: Readonly<Record<string, string>> = {
  gemini: "Gemini",
  "openai-compatible": "OpenAI-compatible",
  rules: "built-in rules",
  sample: "generated sample",
};

/** Who judged a call. Scores of the built-in phrase rules always say so. */
export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/** Whether a score was made without a model, so that naming one says nothing. */
export function isBuiltIn(provider: string): boolean {
  return provider === "rules" || provider === "sample";
}

const REASONS: Readonly<Record<string, string>> = {
  too_short: "Shorter than the minimum length",
  no_speech: "No speech on the recording",
  not_an_agent: "Not an agent's call",
  duplicate: "Recorded twice",
};

/** Why a recording was skipped, failed or lost: the words for a known code, otherwise what the agent wrote. */
export function reasonText(reason: string | null): string {
  if (reason === null) return "No reason given";
  return REASONS[reason] ?? reason;
}

export const CRITERIA = defaultScorecard.criteria;

export function criterionName(id: CriterionId): string {
  return CRITERIA.find((criterion) => criterion.id === id)?.name ?? id;
}

export function autoFailName(id: AutoFailId): string {
  return defaultScorecard.auto_fails.find((item) => item.id === id)?.name ?? id;
}

/** The name of a criterion or an auto-fail item; ids of both are never the same. */
export function citationName(id: CriterionId | AutoFailId): string {
  const name = criterionName(id);
  return name === id ? autoFailName(id) : name;
}

const REDACTED: Readonly<Record<RedactionKind, string>> = {
  card: "card number removed",
  security_code: "security code removed",
  expiry: "expiry date removed",
  bank_account: "bank account number removed",
  sort_code: "bank sort code removed",
  national_id: "national insurance or social security number removed",
  email: "e-mail address removed",
  phone: "phone number removed",
  reference: "reference number removed",
};

/** What a placeholder in a transcript stands for; null for any other text. */
export function redactionText(text: string): string | null {
  const kind = redactionKindSchema.options.find((known) => REDACTION_PLACEHOLDERS[known] === text);
  return kind === undefined ? null : REDACTED[kind];
}
