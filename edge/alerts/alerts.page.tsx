import type { AlertRow, ChannelRow, CreatedChannel } from "#shared/contracts/alerts.ts";

import { ProblemSummary } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { SettingsFrame } from "../settings-pages/settings-frame.tsx";
import { alertLabel, AlertRules, DigestFields } from "./alert-fields.tsx";
import type { AlertFields } from "./alerts-form.ts";
import { ChannelForm, ChannelTable, type ChannelFields } from "./channel-parts.tsx";

export type AlertsView = {
  channels: ChannelRow[];
  /** The webhook that was just added, with its secret. */
  created: CreatedChannel | null;
  alerts: AlertRow[];
  fields: AlertFields;
  problems: FieldProblems;
  /** Of the next channel: a form that is sent twice adds one. */
  formId: string;
  channel: { fields: ChannelFields; problems: FieldProblems };
  canMail: boolean;
};

/** Who is told what, and when. */
export function AlertsPage({
  view,
  viewer,
  mayChange,
  notice,
  problem,
}: {
  view: AlertsView;
  viewer: Viewer;
  mayChange: boolean;
  notice: string | null;
  problem: string | null;
}) {
  const { created, channels, fields, problems } = view;
  return (
    <SettingsFrame
      tab="alerts"
      title="Alerts and digests"
      lead="Who is told what, and when"
      {...{ viewer, notice, problem }}
    >
      <AlertsNav current="settings" />
      {created?.secret !== undefined && created.secret !== null && (
        <section class="panel secret" aria-labelledby="created" role="status">
          <h2 id="created">
            The signing secret of <bdi>{created.label}</bdi>
          </h2>
          <p>
            Copy it now: it is shown this once. The receiver checks with it that a message is ours.
          </p>
          <label class="hidden" for="secret">
            The secret
          </label>
          <input
            id="secret"
            class="code-field"
            type="text"
            readonly
            value={created.secret}
            autofocus
          />
        </section>
      )}
      <AlertsNow alerts={view.alerts} timeZone={viewer.timeZone} />
      <section class="panel" aria-labelledby="channels">
        <h2 id="channels">Where messages go</h2>
        {channels.length === 0 ? (
          <p class="quiet">Nowhere yet: nobody is told anything.</p>
        ) : (
          <ChannelTable channels={channels} mayChange={mayChange} />
        )}
        {!view.canMail && channels.some(({ kind }) => kind === "email") && (
          <p class="notice notice-alert channels-notice">
            <strong>No e-mail is sent.</strong> The Worker has no <code>RESEND_API_KEY</code>: set
            it with <code>wrangler secret put RESEND_API_KEY</code>.
          </p>
        )}
        {mayChange && <ChannelForm formId={view.formId} {...view.channel} />}
      </section>
      <form method="post" action="/settings/alerts" class="panel form form-full" novalidate>
        <ProblemSummary problems={problems} labelOf={alertLabel} />
        <fieldset class="alert-fields" disabled={!mayChange}>
          <DigestFields {...{ fields, problems }} timeZone={viewer.timeZone} />
          <AlertRules {...{ fields, problems }} />
        </fieldset>
        {mayChange ? (
          <button class="button" type="submit">
            Save
          </button>
        ) : (
          <p class="table-note">An admin changes these.</p>
        )}
      </form>
    </SettingsFrame>
  );
}

/** The pages about alerts, below the tabs of the settings. */
export function AlertsNav({ current }: { current: "settings" | "preview" | "log" }) {
  const pages = [
    ["settings", "/settings/alerts", "Settings"],
    ["preview", "/settings/alerts/preview", "Preview"],
    ["log", "/settings/alerts/log", "What was sent"],
  ] as const;
  return (
    <nav aria-label="Alerts and digests" class="alerts-nav">
      {pages.map(([page, href, name]) => (
        <a href={href} aria-current={page === current ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Auto-fails are events: they are told of, and are never over. */
function AlertMark({ state, isEvent }: { state: AlertRow["state"]; isEvent: boolean }) {
  if (state === "firing") return <span class="state state-bad">Wrong now</span>;
  if (isEvent) return <span class="state state-plain">Told</span>;
  return <span class="state state-good">Over</span>;
}

function AlertsNow({ alerts, timeZone }: { alerts: readonly AlertRow[]; timeZone: string }) {
  if (alerts.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="alerts-now">
      <h2 id="alerts-now">How the alerts stand</h2>
      <ul class="alert-list">
        {alerts.map(({ rule, name, state, since, detail }) => (
          <li>
            <AlertMark state={state} isEvent={rule.startsWith("auto_fail:")} />
            <div>
              <strong>{name}</strong>
              <span class="sub">
                {formatInstant(Date.parse(since), timeZone)} · {detail}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
