import { settingsChangeSchema, type SettingsChange } from "#shared/contracts/settings.ts";

import { TextField } from "../dashboard/components/field.tsx";
import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";

/** What the pages of calls go by, as it was typed. */
export type CallsFields = { audio_url: string; vicidial_url: string; dispute_days: string };

export function callsFieldsOf(stored: StoredSettings): CallsFields {
  return {
    audio_url: stored.audio_url ?? "",
    vicidial_url: stored.vicidial_url ?? "",
    dispute_days: String(stored.dispute_days),
  };
}

export function callsFieldsOfForm(form: FormFields): CallsFields {
  return {
    audio_url: fieldOf(form, "audio_url").trim(),
    vicidial_url: fieldOf(form, "vicidial_url").trim(),
    dispute_days: fieldOf(form, "dispute_days").trim(),
  };
}

export type CheckedCalls =
  | { ok: true; change: SettingsChange }
  | { ok: false; problems: FieldProblems };

export function checkCalls(fields: CallsFields): CheckedCalls {
  const parsed = settingsChangeSchema.safeParse({
    audio_url: fields.audio_url === "" ? null : fields.audio_url,
    vicidial_url: fields.vicidial_url === "" ? null : fields.vicidial_url,
    dispute_days: fields.dispute_days === "" ? Number.NaN : Number(fields.dispute_days),
  });
  if (parsed.success) return { ok: true, change: parsed.data };
  return { ok: false, problems: problemsByField(parsed.error.issues) };
}

/** Where a call's recording is heard, and for how long its score may be disputed. */
export function CallsForm({ fields, problems }: { fields: CallsFields; problems: FieldProblems }) {
  return (
    <form method="post" action="/settings/calls" class="panel form" novalidate>
      <h2>Recordings and disputes</h2>
      <p>
        Recordings stay at your office: the browser fetches them from your own server, so these
        addresses need to work from the desk of whoever listens. <code>{"{recording_id}"}</code>,{" "}
        <code>{"{uniqueid}"}</code> and <code>{"{date}"}</code> stand for those of the call.
      </p>
      <TextField
        name="audio_url"
        label="Audio file of a call"
        hint="Such as https://recordings.example.com/{date}/{recording_id}.mp3. Empty: no player."
        value={fields.audio_url}
        problems={problems}
        maxlength={500}
      />
      <TextField
        name="vicidial_url"
        label="Page of a call in ViciDial"
        hint="A link for the staff, beside the player or in its place. Empty: no link."
        value={fields.vicidial_url}
        problems={problems}
        maxlength={500}
      />
      <TextField
        name="dispute_days"
        label="Days to dispute a score"
        hint="0: scores are not disputed"
        value={fields.dispute_days}
        problems={problems}
        inputmode="numeric"
        class="field-short"
      />
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}
