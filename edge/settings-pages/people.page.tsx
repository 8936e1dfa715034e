import { roleSchema, type PersonRow } from "#shared/contracts/people.ts";

import { SelectField, TextField } from "../dashboard/components/field.tsx";
import type { FieldProblems } from "../dashboard/field-problems.ts";
import { formatCount, formatInstant, plural } from "../dashboard/format.ts";
import type { Viewer } from "../dashboard/layout.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

export type PersonFields = { name: string; role: string; email: string; agent_user: string };
export type PeopleView = {
  /** Those that are shown. */
  people: PersonRow[];
  /** How many there are that the search finds. */
  found: number;
  search: string;
  formId: string;
  fields: PersonFields;
  problems: FieldProblems;
};

export const ROLES: readonly (readonly [string, string])[] = [
  ["reviewer", "Reviewer"],
  ["manager", "Manager"],
  ["admin", "Admin"],
  ["agent", "Agent"],
];

/** Who may sign in, and as what. */
export function PeoplePage({
  view,
  viewer,
  notice,
  problem,
}: {
  view: PeopleView;
  viewer: Viewer;
  notice: string | null;
  problem: string | null;
}) {
  const { fields, problems, people, found } = view;
  return (
    <SettingsFrame
      tab="people"
      title="People"
      lead="Who may sign in, and what they may do. Each one's page has their sign-in link."
      {...{ viewer, notice, problem }}
    >
      <section class="panel" aria-labelledby="new-person">
        <h2 id="new-person">Add somebody</h2>
        <p class="panel-text">
          Reviewers read everything and review; managers also change scorecards; admins do
          everything. Agents see their own calls alone.
        </p>
        <form method="post" action="/settings/people" class="form form-row" novalidate>
          <input type="hidden" name="form_id" value={view.formId} />
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
            options={ROLES}
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
          <TextField
            name="agent_user"
            label="ViciDial user"
            hint="Of an agent only"
            value={fields.agent_user}
            problems={problems}
            maxlength={64}
          />
          <button class="button" type="submit">
            Add
          </button>
        </form>
      </section>
      <section class="panel" aria-labelledby="people">
        <div class="panel-head">
          <h2 id="people">{plural(found, "person", "people")}</h2>
          <form method="get" action="/settings/people" class="filters" role="search">
            <label>
              Name, e-mail or ViciDial user
              <input type="search" name="q" value={view.search} maxlength={120} />
            </label>
            <button class="button button-quiet" type="submit">
              Find
            </button>
          </form>
        </div>
        {people.length === 0 ? (
          <p class="quiet">
            Nobody is called so. <a href="/settings/people">Show everybody</a>
          </p>
        ) : (
          <PeopleTable people={people} timeZone={viewer.timeZone} />
        )}
        {found > people.length && (
          <p class="table-note">
            The first {formatCount(people.length)} are shown; search for the others.
          </p>
        )}
      </section>
    </SettingsFrame>
  );
}

function PeopleTable({ people, timeZone }: { people: PersonRow[]; timeZone: string }) {
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">E-mail</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr>
            <th scope="row">
              <a class="row-link" href={`/settings/people/${encodeURIComponent(person.id)}`}>
                <bdi>{person.name}</bdi>
              </a>
            </th>
            <td data-label="Role">
              {person.role}
              {person.agent_user !== null && (
                <span class="sub">
                  <bdi>{person.agent_user}</bdi>
                </span>
              )}
            </td>
            <td data-label="E-mail">
              {person.email === null ? <span class="quiet">none</span> : <bdi>{person.email}</bdi>}
            </td>
            <td>
              <PersonState person={person} timeZone={timeZone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether somebody may sign in, and since when not. */
export function PersonState({ person, timeZone }: { person: PersonRow; timeZone: string }) {
  if (person.disabled_at === null) return <span class="state state-good">May sign in</span>;
  return (
    <span class="state state-bad">
      Disabled {formatInstant(Date.parse(person.disabled_at), timeZone)}
    </span>
  );
}

/** The roles that somebody may be given later: an agent stays one, and nobody becomes one. */
export function rolesFor(person: PersonRow): readonly (readonly [string, string])[] {
  const isAgent = person.role === roleSchema.enum.agent;
  return ROLES.filter(([role]) => (role === "agent") === isAgent);
}
