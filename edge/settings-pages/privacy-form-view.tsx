import type { FieldProblems } from "../dashboard/field-problems.ts";
import { DayFields } from "./day-fields.tsx";
import type { PrivacyFields } from "./privacy-form.ts";

const SHOWN_TO = [
  ["managers", "Managers and admins"],
  ["staff", "Reviewers as well"],
  ["everybody", "Everybody, agents and tokens included"],
  ["nobody", "Nobody"],
] as const;

/** How long what goes beside the text is kept, and who sees telephone numbers. */
export function PrivacyForm({
  fields,
  problems,
}: {
  fields: PrivacyFields;
  problems: FieldProblems;
}) {
  const days = [
    ["quote_days", "Quotes and reasons, days", "Of scores. Empty: with the text; 0 for ever"],
    ["raw_answer_days", "Raw answers, days", "Of the judges. Empty: with the text; 0 for ever"],
    ["audit_days", "Audit log, days", "0 for ever; otherwise at least 90"],
  ] as const;
  return (
    <form method="post" action="/settings/privacy" class="panel form form-full" novalidate>
      <h2>Privacy</h2>
      <p>What is removed does not come back. Marks and totals stay as long as scores do.</p>
      <DayFields days={days} values={fields} problems={problems} />
      <label>
        Telephone numbers are shown whole to
        <select name="numbers_shown_to">
          {SHOWN_TO.map(([value, label]) => (
            <option value={value} selected={value === fields.numbers_shown_to}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}
