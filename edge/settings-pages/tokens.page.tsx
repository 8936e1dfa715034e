import type { CreatedToken, TokenRow } from "#shared/contracts/admin.ts";

import { SelectField, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatInstant } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

export type TokenFields = { scope: string; label: string; expires_in_days: string };
export type TokensView = {
  tokens: TokenRow[];
  /** The one that was just made, with its secret. */
  created: CreatedToken | null;
  /** Of the next token: a form that is sent twice makes one. */
  formId: string;
  fields: TokenFields;
  problems: FieldProblems;
};

const SCOPES = [
  ["read", "Read: Grafana and scripts"],
  ["ingest", "Ingest: the on-prem agent"],
] as const;
const STATES: Readonly<Record<TokenRow["state"], { tone: string; text: string }>> = {
  active: { tone: "state-good", text: "Active" },
  expired: { tone: "state-bad", text: "Expired" },
  revoked: { tone: "state-bad", text: "Revoked" },
};

/** What programs prove themselves with. */
export function TokensPage({
  view,
  viewer,
  notice,
  problem,
}: {
  view: TokensView;
  viewer: Viewer;
  notice: string | null;
  problem: string | null;
}) {
  const { created, fields, problems } = view;
  return (
    <SettingsFrame
      tab="tokens"
      title="Tokens"
      lead="What the on-prem agent, Grafana and scripts prove themselves with"
      {...{ viewer, notice, problem }}
    >
      {created !== null && (
        <section class="panel secret" aria-labelledby="created" role="status">
          <h2 id="created">
            The token for <bdi>{created.label}</bdi>
          </h2>
          <p>Copy it now: it is shown this once and stored nowhere.</p>
          <label class="hidden" for="secret">
            The token
          </label>
          <input
            id="secret"
            class="code-field"
            type="text"
            readonly
            value={created.token}
            autofocus
          />
        </section>
      )}
      <section class="panel" aria-labelledby="new-token">
        <h2 id="new-token">Make a token</h2>
        <form method="post" action="/settings/tokens" class="form form-row" novalidate>
          <input type="hidden" name="form_id" value={view.formId} />
          <TextField
            name="label"
            label="What uses it"
            value={fields.label}
            problems={problems}
            maxlength={120}
          />
          <SelectField
            name="scope"
            label="It may"
            value={fields.scope}
            problems={problems}
            options={SCOPES}
          />
          <TextField
            name="expires_in_days"
            label="Expires after days"
            hint="Empty: never"
            value={fields.expires_in_days}
            problems={problems}
            inputmode="numeric"
          />
          <button class="button" type="submit">
            Make it
          </button>
        </form>
      </section>
      <section class="panel" aria-labelledby="tokens">
        <h2 id="tokens">Tokens of this site</h2>
        {view.tokens.length === 0 ? (
          <p class="quiet">None yet: without an ingest token no agent can send calls.</p>
        ) : (
          <TokenTable tokens={view.tokens} timeZone={viewer.timeZone} />
        )}
      </section>
    </SettingsFrame>
  );
}

function TokenTable({ tokens, timeZone }: { tokens: TokenRow[]; timeZone: string }) {
  const at = (instant: string | null, none: string) =>
    instant === null ? (
      <span class="quiet">{none}</span>
    ) : (
      formatInstant(Date.parse(instant), timeZone)
    );
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">What uses it</th>
          <th scope="col">It may</th>
          <th scope="col">State</th>
          <th scope="col">Last used</th>
          <th scope="col">Expires</th>
          <th scope="col">
            <span class="hidden">Revoke</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr>
            <th scope="row">
              <bdi>{token.label}</bdi>
              <span class="sub">made {at(token.created_at, "")}</span>
            </th>
            <td data-label="It may">{token.scope}</td>
            <td>
              <span class={`state ${STATES[token.state].tone}`}>{STATES[token.state].text}</span>
            </td>
            <td data-label="Last used">{at(token.last_used_at, "never")}</td>
            <td data-label="Expires">{at(token.expires_at, "never")}</td>
            <td>
              {token.state === "active" && (
                <form
                  method="post"
                  action={`/settings/tokens/${encodeURIComponent(token.id)}/revoke`}
                >
                  <button
                    class="link-button"
                    type="submit"
                    aria-label={`Revoke the token for ${token.label}`}
                  >
                    Revoke
                  </button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
