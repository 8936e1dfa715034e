import type { Child } from "hono/jsx";

import type { AlertSettings } from "#shared/contracts/alerts.ts";

import { SelectField, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import type { AlertFields } from "./alerts-form.ts";

type Props = { fields: AlertFields; problems: FieldProblems };
type SettingName = keyof AlertSettings;

const HOURS = Array.from({ length: 24 }, (_, hour) => {
  const clock = `${String(hour).padStart(2, "0")}:00`;
  return [String(hour), clock] as const;
});

/** When digests are sent, by whom, and what is in them. */
export function DigestFields({ fields, problems, timeZone }: Props & { timeZone: string }) {
  return (
    <>
      <h2>Digests</h2>
      <div class="form-row">
        <SelectField
          name="digest_hour"
          label="Sent from"
          hint={`By the clock of ${timeZone.replaceAll("_", " ")}`}
          value={fields.digest_hour}
          problems={problems}
          options={HOURS}
        />
        <TextField
          name="sender"
          label="E-mails come from"
          hint="Its domain must be verified at Resend"
          value={fields.sender}
          class="alert-sender"
          problems={problems}
          maxlength={200}
        />
        <TextField
          name="public_url"
          label="Dashboard's address"
          hint="For links in messages"
          value={fields.public_url}
          problems={problems}
          maxlength={200}
        />
      </div>
      <Switch name="daily_on" {...{ fields }}>
        A digest of the day before, every morning
      </Switch>
      <Switch name="weekly_team_on" {...{ fields }}>
        A summary of the team's week, on Mondays
      </Switch>
      <Switch name="weekly_agents_on" {...{ fields }}>
        To each agent with an e-mail address, on Mondays: a summary of their own week. They can stop
        it under Notices.
      </Switch>
      <Switch name="with_texts" {...{ fields }}>
        With the judge's summaries of flagged calls, which may quote what was said
      </Switch>
    </>
  );
}

/** What is an alert, and from where on. */
export function AlertRules({ fields, problems }: Props) {
  const number = (name: SettingName, label: string, hint?: string) => (
    <TextField
      {...{ name, label, problems }}
      {...(hint === undefined ? {} : { hint })}
      value={fields[name]}
      inputmode="decimal"
      maxlength={8}
    />
  );
  return (
    <>
      <h2>Alerts</h2>
      <div class="form-row">
        {number(
          "pipeline_cool_down_min",
          "Tell again after, minutes",
          "While something stays wrong",
        )}
        {number(
          "auto_fail_cool_down_min",
          "Gather auto-fails for, minutes",
          "After each message about one kind",
        )}
      </div>
      <Rule name="auto_fail_on" fields={fields} title="A call fails automatically" />
      <Rule name="agent_silent_on" fields={fields} title="The on-prem agent is silent">
        {number("agent_silent_min", "for so many minutes")}
      </Rule>
      <Rule
        name="no_transcripts_on"
        fields={fields}
        title="No transcripts of yesterday's recordings"
      >
        <SelectField
          name="no_transcripts_hour"
          label="by"
          value={fields.no_transcripts_hour}
          problems={problems}
          options={HOURS}
        />
      </Rule>
      <Rule name="backlog_on" fields={fields} title="The backlog of recordings grows">
        {number("backlog_days", "so many days in a row")}
        {number("backlog_min_calls", "to at least so many calls")}
      </Rule>
      <Rule name="quota_on" fields={fields} title="Calls wait and no judge can be asked" />
      <Rule name="disk_on" fields={fields} title="The on-prem disk is nearly full">
        {number("disk_below_gb", "below so many GB free")}
      </Rule>
    </>
  );
}

function Rule({
  name,
  fields,
  title,
  children,
}: {
  name: SettingName;
  fields: AlertFields;
  title: string;
  children?: Child;
}) {
  return (
    <div class="alert-rule">
      <Switch name={name} fields={fields}>
        {title}
      </Switch>
      {children !== undefined && <div class="alert-rule-numbers">{children}</div>}
    </div>
  );
}

function Switch({
  name,
  fields,
  children,
}: {
  name: SettingName;
  fields: AlertFields;
  children: Child;
}) {
  return (
    <label class="choice">
      <input type="checkbox" name={name} value="1" checked={fields[name] === "1"} />
      <span>{children}</span>
    </label>
  );
}

/** What a field is called where something is wrong with it. */
export function alertLabel(field: string): string {
  const labels: Readonly<Record<string, string>> = {
    digest_hour: "Sent from",
    sender: "E-mails come from",
    public_url: "Dashboard's address",
    pipeline_cool_down_min: "Tell again after",
    auto_fail_cool_down_min: "Gather auto-fails for",
    agent_silent_min: "Silent for so many minutes",
    no_transcripts_hour: "No transcripts by",
    backlog_days: "Backlog, days in a row",
    backlog_min_calls: "Backlog, calls",
    disk_below_gb: "Disk, GB free",
  };
  return labels[field] ?? field;
}
