import { settingsChangeSchema, type SettingsChange } from "#shared/contracts/settings.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";
import { lasting, retentionProblems } from "../site-settings/check-retention.ts";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";
import { DayFields } from "./day-fields.tsx";
import { SureField } from "./sure-field.tsx";

/** How long texts and scores are kept, as it was typed. */
export type RetentionFields = {
  transcript_days: string;
  score_days: string;
  problems: FieldProblems;
};

export function retentionFieldsOf(
  { transcript_days, score_days }: StoredSettings,
  problems: FieldProblems,
): RetentionFields {
  return {
    transcript_days: String(transcript_days),
    score_days: String(score_days),
    problems,
  };
}

export type CheckedRetention =
  | { ok: true; change: SettingsChange }
  | { ok: false; fields: RetentionFields };

/** What the form asks for; what is kept for a shorter time than before needs the tick. */
export function checkRetention(form: FormFields, stored: StoredSettings): CheckedRetention {
  const typed = {
    transcript_days: fieldOf(form, "transcript_days").trim(),
    score_days: fieldOf(form, "score_days").trim(),
  };
  const refused = (problems: FieldProblems) =>
    ({ ok: false, fields: { ...typed, problems } }) as const;
  const parsed = settingsChangeSchema.safeParse({
    transcript_days: numberOf(typed.transcript_days),
    score_days: numberOf(typed.score_days),
  });
  if (!parsed.success) return refused(problemsByField(parsed.error.issues));
  const { transcript_days, score_days = stored.score_days } = parsed.data;
  const isShorter =
    lasting(transcript_days ?? stored.transcript_days) < lasting(stored.transcript_days) ||
    lasting(score_days) < lasting(stored.score_days);
  const problems = retentionMap(stored, parsed.data);
  if (problems.size > 0) return refused(problems);
  if (isShorter && fieldOf(form, "sure") !== "1") {
    return refused(new Map([["sure", "this is shorter than before: tick this to go on"]]));
  }
  return { ok: true, change: parsed.data };
}

/** What a form's change would have kept longer than scores, by field. */
export function retentionMap(stored: StoredSettings, change: SettingsChange): FieldProblems {
  return new Map(retentionProblems(stored, change).map(({ field, problem }) => [field, problem]));
}

function numberOf(text: string): number {
  return text === "" ? Number.NaN : Number(text);
}

export function RetentionForm({ fields }: { fields: RetentionFields }) {
  const { problems } = fields;
  const days = [
    ["transcript_days", "Texts, days", "After they came; 0 keeps them for ever"],
    ["score_days", "Scores, days", "After the call; 0 keeps them for ever, otherwise at least 90"],
  ] as const;
  return (
    <form method="post" action="/settings/retention" class="panel form form-full" novalidate>
      <h2>How long texts and scores are kept</h2>
      <p>
        With a transcript go quotes, reasons and raw answers, unless those have days of their own.
        Marks and totals stay, but calls without their text cannot be searched or re-scored.
      </p>
      <p>
        With a score goes all that hangs on it: transcript, reviews, disputes, calibration marks,
        coaching clips and sound. Trends, the leaderboard and coverage keep their numbers, and the
        list keeps the calls themselves.
      </p>
      <DayFields days={days} values={fields} problems={problems} />
      <SureField name="sure" problems={problems}>
        If one is shorter than before: what is removed does not come back
      </SureField>
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}
