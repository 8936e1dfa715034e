import {
  settingsChangeSchema,
  type CampaignSettings,
  type SettingsChange,
} from "#shared/contracts/settings.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";
import type { StoredSettings } from "../site-settings/site-settings.repository.ts";

/* The site's settings as the forms have them: everything is text, as it was typed. */

export type CampaignFields = Record<keyof CampaignSettings, string>;
export type SiteFields = {
  name: string;
  min_call_sec: string;
  language: string;
  initial_prompt: string;
  campaigns: CampaignFields[];
};

export function fieldsOfSettings(stored: StoredSettings): SiteFields {
  return {
    name: stored.name,
    min_call_sec: textOf(stored.min_call_sec),
    language: stored.language,
    initial_prompt: stored.initial_prompt ?? "",
    campaigns: stored.campaigns.map((campaign) => ({
      campaign_id: campaign.campaign_id,
      min_call_sec: textOf(campaign.min_call_sec),
      language: campaign.language ?? "",
      initial_prompt: campaign.initial_prompt ?? "",
    })),
  };
}

const MOST_ROWS = 101;

export function fieldsOfForm(form: FormFields): SiteFields {
  const campaigns: CampaignFields[] = [];
  for (let at = 0; at <= MOST_ROWS && Object.hasOwn(form, `campaigns.${at}.campaign_id`); at += 1) {
    const part = (name: keyof CampaignFields) => fieldOf(form, `campaigns.${at}.${name}`);
    campaigns.push({
      campaign_id: part("campaign_id"),
      min_call_sec: part("min_call_sec"),
      language: part("language"),
      initial_prompt: part("initial_prompt"),
    });
  }
  return {
    name: fieldOf(form, "name"),
    min_call_sec: fieldOf(form, "min_call_sec"),
    language: fieldOf(form, "language"),
    initial_prompt: fieldOf(form, "initial_prompt"),
    // a row without a campaign is none: emptied to be taken out, or the one for another
    campaigns: campaigns.filter((row) => Object.values(row).some((text) => text.trim() !== "")),
  };
}

export type CheckedSite =
  | { ok: true; change: SettingsChange }
  | { ok: false; problems: FieldProblems };

export function checkSite(fields: SiteFields): CheckedSite {
  const parsed = settingsChangeSchema.safeParse({
    name: fields.name,
    min_call_sec: numberOrNull(fields.min_call_sec),
    language: fields.language.trim().toLowerCase(),
    initial_prompt: textOrNull(fields.initial_prompt),
    campaigns: fields.campaigns.map((campaign) => ({
      campaign_id: campaign.campaign_id,
      min_call_sec: numberOrNull(campaign.min_call_sec),
      language: textOrNull(campaign.language.toLowerCase()),
      initial_prompt: textOrNull(campaign.initial_prompt),
    })),
  });
  if (parsed.success) return { ok: true, change: parsed.data };
  return { ok: false, problems: problemsByField(parsed.error.issues) };
}

/** What of a change is not so already; a form that is sent twice changes nothing the second time. */
export function whatChanges(stored: StoredSettings, change: SettingsChange): SettingsChange {
  const before: Readonly<Record<string, unknown>> = stored;
  return Object.fromEntries(
    Object.entries(change).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]),
    ),
  );
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

function textOrNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

function numberOrNull(text: string): number | null {
  return text.trim() === "" ? null : Number(text.trim().replace(",", "."));
}
