import type { NewPersonRequest, PersonChange, PersonRow } from "#shared/contracts/people.ts";

import type { Doer } from "../admin/tokens.usecase.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import {
  changePerson,
  findPerson,
  listPeople,
  storePerson,
  type StoredPerson,
} from "./people.repository.ts";

/** A site's people by name, disabled ones included. */
export async function showPeople(db: Database, siteId: string): Promise<PersonRow[]> {
  return (await listPeople(db, siteId)).map(rowOf);
}

/**
 * Adds somebody to a site; a form gives their `id`, so that sent twice it adds one. Throws AppError 409 when their e-mail
 * address or ViciDial user is taken.
 */
export async function addPerson(
  db: Database,
  siteId: string,
  request: NewPersonRequest,
  { actor, nowMs }: Doer,
  id: string = crypto.randomUUID(),
): Promise<PersonRow> {
  const { name, role, email, agent_user: agentUser } = request;
  const added: StoredPerson = {
    id,
    name,
    role,
    email,
    agentUser,
    createdAt: nowMs,
    disabledAt: null,
  };
  const event = { atMs: nowMs, actor, action: "person.create", detail: { id, name, role } };
  if (!(await storePerson(db, siteId, added, event))) {
    const known = await findPerson(db, siteId, id);
    if (known === null) throw taken();
    return rowOf(known);
  }
  return rowOf(added);
}

/**
 * Changes somebody; what is left out stays. Throws AppError: 404 for a stranger, 409 where an address is taken, an agent would
 * become something else, or somebody would take away their own admin rights and with them the last way back.
 */
export async function updatePerson(
  db: Database,
  siteId: string,
  id: string,
  { disabled, ...change }: PersonChange,
  { actor, nowMs }: Doer,
): Promise<PersonRow> {
  const before = await findPerson(db, siteId, id);
  if (before === null) throw notFound("Nobody at this site has this id.");
  if (before.role === "agent" && change.role !== undefined) {
    throw conflict("An agent stays an agent: add them once more in their new role.");
  }
  const losesAdmin =
    before.role === "admin" &&
    (disabled === true || (change.role !== undefined && change.role !== "admin"));
  if (losesAdmin && actor === `person:${id}`) {
    throw conflict("Another admin must do this: nobody takes away their own rights.");
  }
  const after: StoredPerson = {
    ...before,
    ...change,
    disabledAt: disabled === undefined ? before.disabledAt : disabled ? nowMs : null,
  };
  const { name, role, email, disabledAt } = after;
  const others = await listPeople(db, siteId);
  if (email !== null && others.some((other) => other.id !== id && other.email === email)) {
    throw taken();
  }
  const detail = { id, ...change, ...(disabled === undefined ? {} : { disabled }) };
  await changePerson(
    db,
    siteId,
    id,
    { name, role, email, disabledAt },
    { atMs: nowMs, actor, action: "person.change", detail },
  );
  return rowOf(after);
}

function rowOf(stored: StoredPerson): PersonRow {
  return {
    id: stored.id,
    name: stored.name,
    role: stored.role,
    email: stored.email,
    agent_user: stored.agentUser,
    created_at: new Date(stored.createdAt).toISOString(),
    disabled_at: stored.disabledAt === null ? null : new Date(stored.disabledAt).toISOString(),
  };
}

function taken(): AppError {
  return conflict("Somebody at this site has this e-mail address or this ViciDial user already.");
}

function conflict(message: string): AppError {
  return new AppError({ code: "conflict", status: 409, message });
}
