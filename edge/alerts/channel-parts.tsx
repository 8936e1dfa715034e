import type { AlertTopic, ChannelKind, ChannelRow } from "#shared/contracts/alerts.ts";

import { FieldProblem, SelectField, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";

export type ChannelFields = {
  kind: string;
  label: string;
  address: string;
  topics: readonly string[];
};

const KINDS: Readonly<Record<ChannelKind, string>> = {
  email: "E-mail",
  slack: "Slack",
  webhook: "Webhook",
};
const TOPICS: readonly (readonly [AlertTopic, string])[] = [
  ["daily", "daily digest"],
  ["weekly", "weekly summary"],
  ["alerts", "alerts"],
];

export function channelKindName(kind: ChannelKind): string {
  return KINDS[kind];
}

/** The channels of a site; what is secret of their addresses is not shown. */
export function ChannelTable({
  channels,
  mayChange,
}: {
  channels: readonly ChannelRow[];
  mayChange: boolean;
}) {
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Way</th>
          <th scope="col">Gets</th>
          {mayChange && (
            <th scope="col">
              <span class="hidden">Test and remove</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {channels.map(({ id, kind, label, shown_address, topics }) => (
          <tr>
            <th scope="row">
              <bdi>{label}</bdi>
            </th>
            <td data-label="Way">
              {KINDS[kind]} <span class="sub">{shown_address}</span>
            </td>
            <td data-label="Gets">
              {TOPICS.filter(([topic]) => topics.includes(topic))
                .map(([, name]) => name)
                .join(", ")}
            </td>
            {mayChange && (
              <td>
                <div class="actions">
                  <ChannelButton {...{ id, label }} action="test" name="Test" />
                  <ChannelButton {...{ id, label }} action="remove" name="Remove" />
                </div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ChannelButton({
  id,
  label,
  action,
  name,
}: {
  id: string;
  label: string;
  action: string;
  name: string;
}) {
  return (
    <form method="post" action={`/settings/alerts/channels/${encodeURIComponent(id)}/${action}`}>
      <button class="link-button" type="submit" aria-label={`${name} ${label}`}>
        {name}
      </button>
    </form>
  );
}

export function ChannelForm({
  formId,
  fields,
  problems,
}: {
  formId: string;
  fields: ChannelFields;
  problems: FieldProblems;
}) {
  return (
    <form
      method="post"
      action="/settings/alerts/channels"
      class="form form-full channel-form"
      novalidate
    >
      <input type="hidden" name="form_id" value={formId} />
      <h3>Add a channel</h3>
      <div class="form-row">
        <SelectField
          name="kind"
          label="Way"
          value={fields.kind}
          problems={problems}
          options={Object.entries(KINDS)}
        />
        <TextField
          name="label"
          label="Name"
          hint="Such as: QA team"
          value={fields.label}
          problems={problems}
          maxlength={80}
        />
        <TextField
          name="address"
          label="Address"
          hint="An e-mail address, or the webhook's https address, which is not shown again"
          value={fields.address}
          problems={problems}
          maxlength={500}
        />
      </div>
      <fieldset>
        <legend>It gets</legend>
        <div class="actions">
          {TOPICS.map(([topic, name]) => (
            <label class="choice">
              <input
                type="checkbox"
                name="topics"
                value={topic}
                checked={fields.topics.includes(topic)}
              />
              <span>{name}</span>
            </label>
          ))}
        </div>
        <FieldProblem name="topics" problems={problems} />
      </fieldset>
      <button class="button" type="submit">
        Add
      </button>
    </form>
  );
}
