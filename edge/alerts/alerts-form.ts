import {
  alertSettingsSchema,
  DEFAULT_ALERT_SETTINGS,
  type AlertSettings,
} from "#shared/contracts/alerts.ts";

import { problemsByField, type FieldProblems } from "../dashboard/field-problems.ts";
import { fieldOf, type FormFields } from "../dashboard/read-form.ts";

/* The settings as the form has them: everything is text, as it was typed; a switch is "1" or "". */

export type AlertFields = Record<keyof AlertSettings, string>;

export function fieldsOfAlertSettings(settings: AlertSettings): AlertFields {
  return eachSetting((name) => {
    const value = settings[name];
    return value === null || value === false ? "" : value === true ? "1" : String(value);
  });
}

export function fieldsOfAlertForm(form: FormFields): AlertFields {
  return eachSetting((name) => fieldOf(form, name));
}

export type CheckedAlerts =
  | { ok: true; settings: AlertSettings }
  | { ok: false; problems: FieldProblems };

export function checkAlertForm(fields: AlertFields): CheckedAlerts {
  const parsed = alertSettingsSchema.safeParse(
    eachSetting((name): unknown => {
      const text = fields[name].trim();
      if (typeof DEFAULT_ALERT_SETTINGS[name] === "boolean") return text === "1";
      if (typeof DEFAULT_ALERT_SETTINGS[name] === "number") {
        return text === "" ? Number.NaN : Number(text.replace(",", "."));
      }
      return text === "" ? null : text;
    }),
  );
  if (parsed.success) return { ok: true, settings: parsed.data };
  return { ok: false, problems: problemsByField(parsed.error.issues) };
}

function eachSetting<Value>(
  valueOf: (name: keyof AlertSettings) => Value,
): Record<keyof AlertSettings, Value> {
  return {
    public_url: valueOf("public_url"),
    sender: valueOf("sender"),
    digest_hour: valueOf("digest_hour"),
    daily_on: valueOf("daily_on"),
    weekly_team_on: valueOf("weekly_team_on"),
    weekly_agents_on: valueOf("weekly_agents_on"),
    with_texts: valueOf("with_texts"),
    auto_fail_on: valueOf("auto_fail_on"),
    auto_fail_cool_down_min: valueOf("auto_fail_cool_down_min"),
    pipeline_cool_down_min: valueOf("pipeline_cool_down_min"),
    agent_silent_on: valueOf("agent_silent_on"),
    agent_silent_min: valueOf("agent_silent_min"),
    no_transcripts_on: valueOf("no_transcripts_on"),
    no_transcripts_hour: valueOf("no_transcripts_hour"),
    backlog_on: valueOf("backlog_on"),
    backlog_days: valueOf("backlog_days"),
    backlog_min_calls: valueOf("backlog_min_calls"),
    quota_on: valueOf("quota_on"),
    disk_on: valueOf("disk_on"),
    disk_below_gb: valueOf("disk_below_gb"),
  };
}
