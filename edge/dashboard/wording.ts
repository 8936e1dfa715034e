import type { AudioUnavailableCode } from "#shared/contracts/audio.ts";
import {
  type LeftOutReason,
  REDACTION_PLACEHOLDERS,
  redactionKindSchema,
  type RedactionKind,
} from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { CriterionId } from "#shared/scorecard/scorecard.ts";

/* The words that pages use for codes. */

const NO_SOUND: Readonly<Record<AudioUnavailableCode, string>> = {
  recording_gone: "Its recording is no longer on the host, so it cannot be heard here.",
  recording_changed:
    "What lies on the host in place of its recording is not what was transcribed, so it cannot be heard here.",
  transcript_gone:
    "Its transcript is no longer on the host, which so does not know what to silence: it cannot be heard here.",
  no_redaction_times:
    "Its transcript does not say when private words are heard, so it cannot be heard here.",
  language_not_read:
    "Numbers said in its language are not recognised and would be heard, so it cannot be heard here.",
  nothing_to_hear: "All of it would be silent, so it cannot be heard here.",
  failed: "Its sound could not be sent; the log on the host says why.",
};

/** Why the sound of a call did not come. */
export function noSoundText(code: AudioUnavailableCode): string {
  return NO_SOUND[code];
}

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

/** The default card's, by which lists of calls with several cards show marks. */
export const CRITERIA = defaultScorecard.criteria;

/** The name that the default card gives a criterion; the id where it has none. Pages of one call go by the call's own card. */
export function criterionName(id: CriterionId): string {
  return CRITERIA.find((criterion) => criterion.id === id)?.name ?? id;
}

/** The name of a criterion or an auto-fail item where no card is at hand; its id in words where only some site's card has it. */
export function nameById(id: string): string {
  const known = [...defaultScorecard.criteria, ...defaultScorecard.auto_fails];
  const words = id.replaceAll("_", " ");
  return known.find((one) => one.id === id)?.name ?? words.charAt(0).toUpperCase() + words.slice(1);
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

const PLACEHOLDER = /(\[[A-Z_]+\])/;

/** A text cut where placeholders may stand, so that every other part is one. */
export function cutAtPlaceholders(text: string): string[] {
  return text.split(PLACEHOLDER);
}

/** What may be placeholders in a text. */
export function placeholdersIn(text: string): string[] {
  return cutAtPlaceholders(text).filter((_, at) => at % 2 === 1);
}

/** What a placeholder in a transcript stands for; null for any other text. */
export function redactionText(text: string): string | null {
  const kind = redactionKindSchema.options.find((known) => REDACTION_PLACEHOLDERS[known] === text);
  return kind === undefined ? null : REDACTED[kind];
}

const DOUBTS: Readonly<Record<LeftOutReason, string>> = {
  repetition: "the recogniser repeated itself",
  text_over_silence: "words where nothing was heard",
  stock_phrase: "a phrase that recognisers make up",
  no_text: "no words came of it",
  too_long: "the call has more words than a transcript holds",
};

/** Why a stretch is not in the transcript. */
export function doubtText(reason: LeftOutReason): string {
  return DOUBTS[reason];
}
