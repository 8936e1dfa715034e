import { Hono, type Context } from "hono";

import {
  newSignInLinkSchema,
  newTokenSchema,
  type CreatedSignInLink,
  type CreatedToken,
} from "#shared/contracts/admin.ts";
import { newPersonSchema, personChangeSchema, type PersonRow } from "#shared/contracts/people.ts";

import { createSignInLink } from "../admin/sign-in-links.usecase.ts";
import { createToken, endToken, showTokens } from "../admin/tokens.usecase.ts";
import type { AppContext } from "../app-context.ts";
import { doerOf } from "../auth/acting.ts";
import { requireAdmin } from "../auth/require-authority.middleware.ts";
import { NO_PROBLEMS, problemsByField } from "../dashboard/field-problems.ts";
import { formId } from "../dashboard/form-id.ts";
import { page, viewerOf } from "../dashboard/page.tsx";
import { fieldOf, readFields } from "../dashboard/read-form.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { addPerson, showPeople, updatePerson } from "../people/people.usecase.ts";
import { PeoplePage, type PeopleView } from "./people.page.tsx";
import { PersonPage, type PersonView } from "./person.page.tsx";
import { TokensPage, type TokensView } from "./tokens.page.tsx";

const PEOPLE_SHOWN = 100;

const NOTICES: Readonly<Record<string, string>> = {
  revoked: "Revoked. Whatever used it is shut out from now on.",
  added: "Added. Make them a sign-in link below.",
  saved: "Saved.",
};

type Status = 200 | 400 | 409;

/** Tokens, people and their sign-in links, for admins. A secret is on the page that answers its form, and in no address. */
export function accessPageRoutes(): Hono<AppContext> {
  const routes = new Hono<AppContext>();
  const admin = requireAdmin();

  routes.get("/settings/tokens", admin, (c) => tokensPage(c, {}));

  routes.post("/settings/tokens", admin, async (c) => {
    const form = await readFields(c);
    const fields = {
      scope: fieldOf(form, "scope"),
      label: fieldOf(form, "label"),
      expires_in_days: fieldOf(form, "expires_in_days"),
    };
    const days = fields.expires_in_days.trim();
    const wanted = newTokenSchema.safeParse({
      ...fields,
      expires_in_days: days === "" ? null : Number(days),
    });
    if (!wanted.success) {
      return tokensPage(c, { fields, problems: problemsByField(wanted.error.issues) }, 400);
    }
    const { db, site } = c.var;
    let created: CreatedToken;
    try {
      created = await createToken(db, site.id, wanted.data, doerOf(c), formId(form));
    } catch (thrown) {
      return tokensPage(c, { problem: conflictText(thrown) }, 409);
    }
    return tokensPage(c, { created });
  });

  routes.post("/settings/tokens/:id/revoke", admin, async (c) => {
    const { db, site } = c.var;
    const id = c.req.param("id");
    if (!(await endToken(db, site.id, id, doerOf(c)))) {
      // revoked twice is revoked
      const known = await showTokens(db, site.id, c.var.now());
      if (!known.some((token) => token.id === id)) throw notFound("This site has no such token.");
    }
    return c.redirect("/settings/tokens?done=revoked", 303);
  });

  routes.get("/settings/people", admin, (c) => peoplePage(c, {}));

  routes.post("/settings/people", admin, async (c) => {
    const form = await readFields(c);
    const fields = {
      name: fieldOf(form, "name"),
      role: fieldOf(form, "role"),
      email: fieldOf(form, "email"),
      agent_user: fieldOf(form, "agent_user"),
    };
    const wanted = newPersonSchema.safeParse({
      ...fields,
      email: orNull(fields.email),
      agent_user: orNull(fields.agent_user),
    });
    if (!wanted.success) {
      return peoplePage(c, { fields, problems: problemsByField(wanted.error.issues) }, 400);
    }
    const { db, site } = c.var;
    let added: PersonRow;
    try {
      added = await addPerson(db, site.id, wanted.data, doerOf(c), formId(form));
    } catch (thrown) {
      return peoplePage(c, { fields, problem: conflictText(thrown) }, 409);
    }
    return c.redirect(`/settings/people/${added.id}?done=added`, 303);
  });

  routes.get("/settings/people/:id", admin, (c) => personPage(c, {}));

  routes.post("/settings/people/:id", admin, async (c) => {
    const form = await readFields(c);
    const person = await personAsked(c);
    const fields = {
      name: fieldOf(form, "name"),
      role: fieldOf(form, "role"),
      email: fieldOf(form, "email"),
    };
    const { role, ...rest } = { ...fields, email: orNull(fields.email) };
    const wanted = personChangeSchema.safeParse(person.role === "agent" ? rest : { ...rest, role });
    if (!wanted.success) {
      return personPage(c, { fields, problems: problemsByField(wanted.error.issues) }, 400);
    }
    try {
      await updatePerson(c.var.db, c.var.site.id, person.id, wanted.data, doerOf(c));
    } catch (thrown) {
      return personPage(c, { fields, problem: conflictText(thrown) }, 409);
    }
    return c.redirect(`${personPath(person)}?done=saved`, 303);
  });

  routes.post("/settings/people/:id/state", admin, async (c) => {
    const form = await readFields(c);
    const person = await personAsked(c);
    const disabled = fieldOf(form, "disabled") === "1";
    if (disabled !== (person.disabled_at !== null)) {
      try {
        await updatePerson(c.var.db, c.var.site.id, person.id, { disabled }, doerOf(c));
      } catch (thrown) {
        return personPage(c, { problem: conflictText(thrown) }, 409);
      }
    }
    return c.redirect(`${personPath(person)}?done=saved`, 303);
  });

  routes.post("/settings/people/:id/link", admin, async (c) => {
    const form = await readFields(c);
    const fields = { uses: fieldOf(form, "uses"), valid_hours: fieldOf(form, "valid_hours") };
    const wanted = newSignInLinkSchema.safeParse({
      person_id: c.req.param("id"),
      uses: numberOf(fields.uses),
      valid_hours: numberOf(fields.valid_hours),
    });
    if (!wanted.success) {
      return personPage(c, { fields, problems: problemsByField(wanted.error.issues) }, 400);
    }
    const { origin } = new URL(c.req.url);
    const { db, site } = c.var;
    const link = await createSignInLink(db, site.id, origin, wanted.data, doerOf(c));
    return personPage(c, { link });
  });

  return routes;
}

async function tokensPage(
  c: Context<AppContext>,
  sent: Partial<TokensView> & { problem?: string },
  status: Status = 200,
) {
  const { problem = null, ...shown } = sent;
  const view = {
    tokens: await showTokens(c.var.db, c.var.site.id, c.var.now()),
    created: null,
    formId: crypto.randomUUID(),
    fields: { scope: "read", label: "", expires_in_days: "" },
    problems: NO_PROBLEMS,
    ...shown,
  };
  return page(
    c,
    <TokensPage view={view} viewer={viewerOf(c)} notice={noticeOf(c)} problem={problem} />,
    status,
  );
}

async function peoplePage(
  c: Context<AppContext>,
  sent: Partial<PeopleView> & { problem?: string },
  status: Status = 200,
) {
  const { problem = null, ...shown } = sent;
  const search = (c.req.query("q") ?? "").trim().slice(0, 120);
  const wanted = search.toLowerCase();
  const found = (await showPeople(c.var.db, c.var.site.id)).filter((person) =>
    [person.name, person.email, person.agent_user].some((text) =>
      text?.toLowerCase().includes(wanted),
    ),
  );
  const view = {
    people: found.slice(0, PEOPLE_SHOWN),
    found: found.length,
    search,
    formId: crypto.randomUUID(),
    fields: { name: "", role: "reviewer", email: "", agent_user: "" },
    problems: NO_PROBLEMS,
    ...shown,
  };
  return page(
    c,
    <PeoplePage view={view} viewer={viewerOf(c)} notice={noticeOf(c)} problem={problem} />,
    status,
  );
}

async function personPage(
  c: Context<AppContext>,
  sent: {
    fields?: Partial<PersonView["fields"]>;
    problems?: PersonView["problems"];
    link?: CreatedSignInLink;
    problem?: string;
  },
  status: Status = 200,
) {
  const person = await personAsked(c);
  const { name, role, email } = person;
  const { fields, problems = NO_PROBLEMS, link = null, problem = null } = sent;
  const stored = { name, role, email: email ?? "", uses: "1", valid_hours: "24" };
  const view = { person, fields: { ...stored, ...fields }, problems, link };
  return page(
    c,
    <PersonPage view={view} viewer={viewerOf(c)} notice={noticeOf(c)} problem={problem} />,
    status,
  );
}

/** @throws AppError 404 */
async function personAsked(c: Context<AppContext>): Promise<PersonRow> {
  const people = await showPeople(c.var.db, c.var.site.id);
  const person = people.find(({ id }) => id === c.req.param("id"));
  if (person === undefined) throw notFound("Nobody at this site has this id.");
  return person;
}

function personPath({ id }: PersonRow): string {
  return `/settings/people/${encodeURIComponent(id)}`;
}

function noticeOf(c: Context<AppContext>): string | null {
  return NOTICES[c.req.query("done") ?? ""] ?? null;
}

/** Why something could not be done, for the page; what nobody foresaw goes on. */
function conflictText(thrown: unknown): string {
  if (thrown instanceof AppError && thrown.status === 409) return thrown.message;
  throw thrown;
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

function numberOf(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
}
