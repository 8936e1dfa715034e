import { and, asc, eq, sql } from "drizzle-orm";

import { auditInsert, auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { person, session, signInLink } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";

export type StoredPerson = Omit<typeof person.$inferSelect, "siteId">;

const columns = {
  id: person.id,
  name: person.name,
  role: person.role,
  email: person.email,
  agentUser: person.agentUser,
  createdAt: person.createdAt,
  disabledAt: person.disabledAt,
};

/** A site's people by name, disabled ones included. */
export function listPeople(db: Database, siteId: string): Promise<StoredPerson[]> {
  return db
    .select(columns)
    .from(person)
    .where(eq(person.siteId, siteId))
    .orderBy(asc(person.name), asc(person.id));
}

export async function findPerson(
  db: Database,
  siteId: string,
  id: string,
): Promise<StoredPerson | null> {
  const [row] = await db
    .select(columns)
    .from(person)
    .where(and(eq(person.siteId, siteId), eq(person.id, id)));
  return row ?? null;
}

/**
 * Stores a person and writes it into the audit log, in one batch. False, and nothing stored, when the site has somebody with
 * this e-mail address or this ViciDial user.
 */
export async function storePerson(
  db: Database,
  siteId: string,
  stored: StoredPerson,
  event: AuditEvent,
): Promise<boolean> {
  const [inserted] = await db.batch([
    db
      .insert(person)
      .values({ siteId, ...stored })
      .onConflictDoNothing()
      .returning({ id: person.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return inserted.length > 0;
}

/** Changes a person and writes it into the audit log, in one batch; whoever is disabled is signed out by it. */
export async function changePerson(
  db: Database,
  siteId: string,
  id: string,
  change: Partial<Pick<StoredPerson, "name" | "role" | "email" | "disabledAt">>,
  event: AuditEvent,
): Promise<void> {
  const isDisabled = change.disabledAt !== undefined && change.disabledAt !== null;
  const theirs = isDisabled ? sql`1` : sql`0`;
  await db.batch([
    db
      .update(person)
      .set(change)
      .where(and(eq(person.siteId, siteId), eq(person.id, id))),
    db.delete(session).where(and(eq(session.personId, id), sql`${theirs}`)),
    db.delete(signInLink).where(and(eq(signInLink.personId, id), sql`${theirs}`)),
    auditInsert(db, siteId, event),
  ]);
}
