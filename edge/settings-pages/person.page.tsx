import type { CreatedSignInLink } from "#shared/contracts/admin.ts";
import type { PersonRow } from "#shared/contracts/people.ts";

import { SelectField, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatInstant, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { PersonState, rolesFor } from "./people.page.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

export type PersonView = {
  person: PersonRow;
  fields: { name: string; role: string; email: string; uses: string; valid_hours: string };
  problems: FieldProblems;
  /** The link that was just made, with its secret. */
  link: CreatedSignInLink | null;
};

/** One person: what they are called and may do, their sign-in link, and the end of it. */
export function PersonPage({
  view,
  viewer,
  notice,
  problem,
}: {
  view: PersonView;
  viewer: Viewer;
  notice: string | null;
  problem: string | null;
}) {
  const { person, fields, problems, link } = view;
  const path = `/settings/people/${encodeURIComponent(person.id)}`;
  const isDisabled = person.disabled_at !== null;
  return (
    <SettingsFrame
      tab="people"
      title={person.name}
      lead={
        <>
          <PersonState person={person} timeZone={viewer.timeZone} />
          {person.agent_user !== null && (
            <>
              {" "}
              · ViciDial user <bdi>{person.agent_user}</bdi>
            </>
          )}
        </>
      }
      {...{ viewer, notice, problem }}
    >
      {link !== null && (
        <section class="panel secret" aria-labelledby="link" role="status">
          <h2 id="link">
            A sign-in link for <bdi>{link.name}</bdi>
          </h2>
          <p>
            Send it to them alone: whoever has it can sign in as them. It is shown this once, works{" "}
            {plural(link.uses, "time")} and until{" "}
            {formatInstant(Date.parse(link.expires_at), viewer.timeZone)}.
          </p>
          <label class="hidden" for="secret">
            The link
          </label>
          <input id="secret" class="code-field" type="text" readonly value={link.url} autofocus />
        </section>
      )}
      <form method="post" action={path} class="panel form form-full" novalidate>
        <h2>Name and role</h2>
        <TextField
          name="name"
          label="Name"
          value={fields.name}
          problems={problems}
          maxlength={120}
        />
        <SelectField
          name="role"
          label="Role"
          value={fields.role}
          problems={problems}
          options={rolesFor(person)}
        />
        <TextField
          name="email"
          type="email"
          label="E-mail"
          hint="May be left empty"
          value={fields.email}
          problems={problems}
          maxlength={254}
        />
        <button class="button" type="submit">
          Save
        </button>
      </form>
      {!isDisabled && (
        <form method="post" action={`${path}/link`} class="panel form form-full" novalidate>
          <h2>Sign-in link</h2>
          <div class="form-row">
            <TextField
              name="uses"
              label="Works how often"
              hint="1 to 50"
              value={fields.uses}
              problems={problems}
              inputmode="numeric"
            />
            <TextField
              name="valid_hours"
              label="For how many hours"
              hint="Up to 168"
              value={fields.valid_hours}
              problems={problems}
              inputmode="decimal"
            />
            <button class="button" type="submit">
              Make a link
            </button>
          </div>
        </form>
      )}
      <form method="post" action={`${path}/state`} class="panel form form-full">
        <h2>{isDisabled ? "Let them in again" : "Keep them out"}</h2>
        <p>
          {isDisabled
            ? "They may sign in again, with a new link."
            : "Their sessions and links end at once. Their reviews and what they changed stay."}
        </p>
        <button
          class={isDisabled ? "button" : "button button-danger"}
          type="submit"
          name="disabled"
          value={isDisabled ? "0" : "1"}
        >
          {isDisabled ? "Enable" : "Disable"}
        </button>
      </form>
    </SettingsFrame>
  );
}
