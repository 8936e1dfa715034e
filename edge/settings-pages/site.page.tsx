import {
  ProblemSummary,
  TextArea,
  TextField,
  FieldProblem,
} from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatDuration, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";
import { AudioForm, audioText, type AudioFields } from "./audio-form.tsx";
import { CallsForm, type CallsFields } from "./calls-form.tsx";
import { PrivacyForm } from "./privacy-form-view.tsx";
import type { PrivacyFields } from "./privacy-form.ts";
import { RetentionForm, type RetentionFields } from "./retention-form.tsx";
import { SettingsFrame } from "./settings-frame.tsx";
import type { SiteFields } from "./site-form.ts";

export type SiteView = {
  stored: StoredSettings;
  /** What a call must last where neither site nor campaign says so: the scorecards'. */
  minCallSec: number;
  fields: SiteFields;
  problems: FieldProblems;
  calls: { fields: CallsFields; problems: FieldProblems };
  retention: RetentionFields;
  privacy: { fields: PrivacyFields; problems: FieldProblems };
  audio: AudioFields;
  /** Whether the Worker has a bucket for audio. */
  hasAudioStorage: boolean;
};

/** The site's name, how its recordings are transcribed, how long texts are kept, and whose sound is uploaded. */
export function SitePage({
  view,
  viewer,
  mayChange,
  notice,
}: {
  view: SiteView;
  viewer: Viewer;
  mayChange: boolean;
  notice: string | null;
}) {
  return (
    <SettingsFrame
      tab="site"
      title="Settings"
      lead={
        <>
          <bdi>{view.stored.name}</bdi> · site <code>{view.stored.site_id}</code>
        </>
      }
      viewer={viewer}
      notice={notice}
    >
      {mayChange ? (
        <>
          <SiteForm view={view} />
          <CallsForm {...view.calls} />
          <RetentionForm fields={view.retention} />
          <PrivacyForm {...view.privacy} />
          <AudioForm fields={view.audio} hasStorage={view.hasAudioStorage} />
        </>
      ) : (
        <SiteFacts view={view} />
      )}
    </SettingsFrame>
  );
}

function SiteForm({ view }: { view: SiteView }) {
  const { stored, fields, problems } = view;
  const rows = [
    ...fields.campaigns,
    { campaign_id: "", min_call_sec: "", language: "", initial_prompt: "" },
  ];
  return (
    <form method="post" action="/settings" class="panel form" novalidate>
      <h2>Site and transcription</h2>
      <ProblemSummary problems={problems} labelOf={labelOf} />
      <div class="form-row">
        <TextField
          name="name"
          label="Name"
          value={fields.name}
          problems={problems}
          maxlength={120}
        />
        <TextField
          name="min_call_sec"
          label="Shortest call, seconds"
          hint={`Empty: as the scorecards say, now ${formatDuration(view.minCallSec)}`}
          value={fields.min_call_sec}
          problems={problems}
          inputmode="decimal"
        />
        <TextField
          name="language"
          label="Language"
          hint="A code such as en or de, or auto"
          value={fields.language}
          problems={problems}
          maxlength={4}
        />
      </div>
      <TextArea
        name="initial_prompt"
        label="Words to expect"
        hint="Names of your company and products, as they are spelt: the recogniser is given them as context."
        value={fields.initial_prompt}
        problems={problems}
        rows={2}
        maxlength={1000}
      />
      <p class="hint">
        Time zone: {stored.time_zone.replaceAll("_", " ")}. It is fixed, because the dates of all
        calls depend on it.
      </p>
      <fieldset class="campaign-rows">
        <legend>Campaigns that differ from the site</legend>
        <p class="hint">
          What is left empty is as for the site. Empty a whole row to take it out; save to get
          another empty one.
        </p>
        <FieldProblem name="campaigns" problems={problems} />
        {rows.map((row, at) => (
          <div class="editor-row" role="group" aria-label={row.campaign_id || "Another campaign"}>
            {(
              [
                ["campaign_id", "Campaign", 64],
                ["min_call_sec", "Shortest call, s", 8],
                ["language", "Language", 4],
                ["initial_prompt", "Words to expect", 1000],
              ] as const
            ).map(([name, label, maxlength]) => (
              <TextField
                name={`campaigns.${at}.${name}`}
                label={label}
                value={row[name]}
                problems={problems}
                maxlength={maxlength}
                class={`campaign-${name.replaceAll("_", "-")}`}
              />
            ))}
          </div>
        ))}
      </fieldset>
      <button class="button" type="submit">
        Save
      </button>
    </form>
  );
}

/** The same to read, for whoever may not change it. */
function SiteFacts({ view }: { view: SiteView }) {
  const { stored } = view;
  const disputeDays = stored.dispute_days;
  const campaigns = stored.campaigns.map(({ campaign_id }) => campaign_id).join(", ");
  const facts = [
    ["Shortest call", formatDuration(view.minCallSec)],
    ["Language", stored.language],
    ["Words to expect", stored.initial_prompt ?? "none"],
    ["Time zone", stored.time_zone.replaceAll("_", " ")],
    ["Audio file of a call", stored.audio_url ?? "none"],
    ["Page of a call in ViciDial", stored.vicidial_url ?? "none"],
    ["Scores may be disputed", disputeDays === 0 ? "not at all" : plural(disputeDays, "day")],
    ["Texts are kept", keptFor(stored.transcript_days)],
    ["Scores are kept", keptFor(stored.score_days)],
    ["Sound is uploaded", audioText(stored.audio_upload)],
    ["Campaigns that differ", campaigns === "" ? "none" : campaigns],
  ] as const;
  return (
    <section class="panel" aria-label="Site">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="table-note">An admin changes these.</p>
    </section>
  );
}

function keptFor(days: number): string {
  return days === 0 ? "for ever" : plural(days, "day");
}

function labelOf(field: string): string {
  const [list, at, part] = field.split(".");
  const names: Record<string, string> = {
    name: "Name",
    min_call_sec: "Shortest call",
    language: "Language",
    initial_prompt: "Words to expect",
    campaigns: "Campaigns",
  };
  if (at === undefined || part === undefined) return names[field] ?? field;
  return `${names[list ?? ""] ?? ""}, row ${Number(at) + 1}: ${(names[part] ?? "campaign").toLowerCase()}`;
}
