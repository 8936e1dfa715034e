import { audioUploadSchema, type AudioUpload } from "#shared/contracts/audio.ts";
import { settingsChangeSchema, type SettingsChange } from "#shared/contracts/settings.ts";

import { FieldProblem, TextField } from "../dashboard/components/field.tsx";
import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";
import { retentionMap } from "./retention-form.tsx";
import { SureField } from "./sure-field.tsx";

/** What the form shows; `upload` and `days` as they were typed. */
export type AudioFields = { upload: string; days: string; problems: FieldProblems };

const CHOICES: Readonly<Record<AudioUpload, string>> = {
  off: "None: recordings stay on the premises",
  flagged: "Of calls that a judge or a person flags",
  all: "Of all calls",
};

export function audioText(upload: AudioUpload): string {
  return CHOICES[upload];
}

export type CheckedAudio =
  | { ok: true; change: SettingsChange }
  | { ok: false; fields: AudioFields };

/** What the form asks for; what would delete sound that is stored needs the tick. */
export function checkAudio(form: FormFields, stored: StoredSettings): CheckedAudio {
  const upload = fieldOf(form, "audio_upload");
  const days = fieldOf(form, "audio_days");
  const parsed = settingsChangeSchema.safeParse({
    audio_upload: upload,
    audio_days: days.trim() === "" ? Number.NaN : Number(days),
  });
  if (!parsed.success) {
    return { ok: false, fields: { upload, days, problems: problemsByField(parsed.error.issues) } };
  }
  const { audio_upload = "off", audio_days = stored.audio_days } = parsed.data;
  const problems = retentionMap(stored, parsed.data);
  if (problems.size > 0) return { ok: false, fields: { upload, days, problems } };
  const deletes =
    stored.audio_upload !== "off" && (audio_upload === "off" || audio_days < stored.audio_days);
  if (!deletes || fieldOf(form, "audio_sure") === "1") return { ok: true, change: parsed.data };
  const unsure = new Map([["audio_sure", "this deletes sound that is stored: tick this to go on"]]);
  return { ok: false, fields: { upload, days, problems: unsure } };
}

/** Of which calls the sound leaves the premises, and what that means. */
export function AudioForm({
  fields: { upload, days, problems },
  hasStorage,
}: {
  fields: AudioFields;
  hasStorage: boolean;
}) {
  return (
    <form method="post" action="/settings/audio" class="panel form form-full" novalidate>
      <h2>Sound of calls</h2>
      <p>
        By itself no recording leaves the premises. Switched on, the agent sends the voices of your
        callers and agents, from then on, to this Worker's bucket, where everybody who may open a
        call can hear it from anywhere. It is silent wherever something was taken out of the
        transcript, and where nobody could tell what was said. What the transcript missed, and tones
        of a keypad, can still be heard. The owner of the host must allow it too: upload = true in{" "}
        <code>[audio]</code> of nightshift.toml.
      </p>
      {!hasStorage && (
        <p class="notice">
          This Worker has no bucket for audio, so it cannot be switched on: create one in R2 and
          bind it as AUDIO, as docs/install.md says.
        </p>
      )}
      <fieldset>
        <legend>Upload</legend>
        {audioUploadSchema.options.map((choice) => (
          <label class="choice">
            <input
              type="radio"
              name="audio_upload"
              value={choice}
              checked={choice === upload}
              disabled={!hasStorage && choice !== "off"}
            />
            <span>{CHOICES[choice]}</span>
          </label>
        ))}
        <FieldProblem name="audio_upload" problems={problems} />
      </fieldset>
      <TextField
        name="audio_days"
        label="Days for which it is kept"
        value={days}
        problems={problems}
        inputmode="numeric"
        class="field-short"
      />
      <SureField name="audio_sure" problems={problems}>
        If this is less than before: what is deleted does not come back
      </SureField>
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}
