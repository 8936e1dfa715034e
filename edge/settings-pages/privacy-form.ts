import { settingsChangeSchema, type SettingsChange } from "#shared/contracts/settings.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";

/* How long what goes beside the text is kept, and who sees telephone numbers, as the form has it: everything is text. */

const NAMES = ["quote_days", "raw_answer_days", "audit_days", "numbers_shown_to"] as const;
export type PrivacyFields = Record<(typeof NAMES)[number], string>;

export function storedPrivacy(stored: StoredSettings): PrivacyFields {
  return {
    quote_days: textOf(stored.quote_days),
    raw_answer_days: textOf(stored.raw_answer_days),
    audit_days: textOf(stored.audit_days),
    numbers_shown_to: stored.numbers_shown_to,
  };
}

export function privacyFieldsOf(form: FormFields): PrivacyFields {
  return {
    quote_days: fieldOf(form, "quote_days").trim(),
    raw_answer_days: fieldOf(form, "raw_answer_days").trim(),
    audit_days: fieldOf(form, "audit_days").trim(),
    numbers_shown_to: fieldOf(form, "numbers_shown_to"),
  };
}

export function checkPrivacy(
  fields: PrivacyFields,
): { ok: true; change: SettingsChange } | { ok: false; problems: FieldProblems } {
  const parsed = settingsChangeSchema.safeParse({
    quote_days: numberOrNull(fields.quote_days),
    raw_answer_days: numberOrNull(fields.raw_answer_days),
    audit_days: fields.audit_days === "" ? Number.NaN : Number(fields.audit_days),
    numbers_shown_to: fields.numbers_shown_to,
  });
  if (parsed.success) return { ok: true, change: parsed.data };
  return { ok: false, problems: problemsByField(parsed.error.issues) };
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

function numberOrNull(text: string): number | null {
  return text === "" ? null : Number(text);
}
