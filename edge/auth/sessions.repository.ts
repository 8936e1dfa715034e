import { and, eq, exists, gt, inArray, isNull, lte, sql } from "drizzle-orm";

import type { SiteContext } from "../app-context.ts";
import { auditInsert, type AuditEvent } from "../audit/audit.repository.ts";
import { person, session, signInLink, site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { dailyStat } from "../db/schema.ts";
import type { SignedIn } from "./principal.ts";
import { ofAllTime, siteContextColumns } from "./tokens.repository.ts";

export type StoredSession = Pick<
  SignedIn,
  "personId" | "name" | "role" | "agentUser" | "unreadNotices"
> & {
  site: SiteContext;
};

/**
 * Takes one use of a sign-in link and opens a session for it, in one batch. A link that is used up is forgotten, and so is
 * the session that this browser had before. False, and nothing changed, when the link is unknown, used up or expired.
 */
export async function openSession(
  db: Database,
  change: {
    linkHash: string;
    sessionHash: string;
    replacedHash: string | null;
    nowMs: number;
    expiresAtMs: number;
  },
): Promise<boolean> {
  const usable = usableLink(change.linkHash, change.nowMs);
  const opened = db
    .select({ one: sql`1` })
    .from(session)
    .where(eq(session.secretHash, change.sessionHash));
  const [, taken] = await db.batch([
    db.insert(session).select(
      db
        .select({
          secretHash: sql<string>`${change.sessionHash}`.as("secret_hash"),
          siteId: signInLink.siteId,
          personId: signInLink.personId,
          createdAt: sql<number>`${change.nowMs}`.as("created_at"),
          expiresAt: sql<number>`${change.expiresAtMs}`.as("expires_at"),
        })
        .from(signInLink)
        .where(usable),
    ),
    db
      .update(signInLink)
      .set({ usesLeft: sql`${signInLink.usesLeft} - 1` })
      .where(usable)
      .returning({ siteId: signInLink.siteId }),
    db
      .delete(signInLink)
      .where(and(eq(signInLink.secretHash, change.linkHash), lte(signInLink.usesLeft, 0))),
    db
      .delete(session)
      .where(and(eq(session.secretHash, change.replacedHash ?? ""), exists(opened))),
  ]);
  return taken.length > 0;
}

function usableLink(linkHash: string, nowMs: number) {
  return and(
    eq(signInLink.secretHash, linkHash),
    gt(signInLink.usesLeft, 0),
    gt(signInLink.expiresAt, nowMs),
  );
}

/** More than so many are not counted, so that no request reads more. */
const MOST_UNREAD = 50;
const unread = sql<number>`(
  select count(*) from (select 1 from notice where person_id = ${person.id} and read_at is null limit ${sql.raw(String(MOST_UNREAD))}))`;

/** What a request needs to know of whoever it comes from. */
const signedInColumns = {
  personId: person.id,
  name: person.name,
  role: person.role,
  agentUser: person.agentUser,
  unreadNotices: unread,
  site: siteContextColumns,
};

/** The session with this hash and whose it is, unless it has run out or they are disabled. */
export async function findSession(
  db: Database,
  secretHash: string,
  nowMs: number,
): Promise<StoredSession | null> {
  const [row] = await db
    .select(signedInColumns)
    .from(session)
    .innerJoin(person, and(eq(person.id, session.personId), isNull(person.disabledAt)))
    .innerJoin(site, eq(site.id, session.siteId))
    .leftJoin(dailyStat, ofAllTime)
    .where(and(eq(session.secretHash, secretHash), gt(session.expiresAt, nowMs)));
  return row ?? null;
}

/** One person may be somebody at several sites. */
const MOST_SITES = 50;

/** Everybody with this e-mail address (in lower case) by the name of their site, at most one a site; disabled ones too. */
export function findPeopleByEmail(
  db: Database,
  email: string,
): Promise<(StoredSession & { disabledAt: number | null })[]> {
  return db
    .select({ ...signedInColumns, disabledAt: person.disabledAt })
    .from(person)
    .innerJoin(site, eq(site.id, person.siteId))
    .leftJoin(dailyStat, ofAllTime)
    .where(eq(person.email, email))
    .orderBy(site.name, site.id)
    .limit(MOST_SITES);
}

/** Whom a sign-in link would sign in, and where; null when it cannot be used. */
export async function findUsableLink(
  db: Database,
  linkHash: string,
  nowMs: number,
): Promise<{ name: string; siteName: string } | null> {
  const [link] = await db
    .select({ name: person.name, siteName: site.name })
    .from(signInLink)
    .innerJoin(person, and(eq(person.id, signInLink.personId), isNull(person.disabledAt)))
    .innerJoin(site, eq(site.id, signInLink.siteId))
    .where(usableLink(linkHash, nowMs));
  return link ?? null;
}

/** Ends a session; false when there was none. */
export async function closeSession(db: Database, secretHash: string): Promise<boolean> {
  const closed = await db
    .delete(session)
    .where(eq(session.secretHash, secretHash))
    .returning({ siteId: session.siteId });
  return closed.length > 0;
}

/** Ends every session and every unused sign-in link of one person and writes it into the audit log, in one batch. */
export async function endSessionsOf(
  db: Database,
  siteId: string,
  personId: string,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db.delete(session).where(and(eq(session.siteId, siteId), eq(session.personId, personId))),
    db
      .delete(signInLink)
      .where(and(eq(signInLink.siteId, siteId), eq(signInLink.personId, personId))),
    auditInsert(db, siteId, event),
  ]);
}

/** How many statements `clearExpired` takes. */
export const CLEARING_STATEMENTS = 2;

/** Forgets up to `limit` sessions and as many sign-in links that have run out; answers how many it were. */
export async function clearExpired(db: Database, nowMs: number, limit: number): Promise<number> {
  const oldSessions = db
    .select({ hash: session.secretHash })
    .from(session)
    .where(lte(session.expiresAt, nowMs))
    .limit(limit);
  const oldLinks = db
    .select({ hash: signInLink.secretHash })
    .from(signInLink)
    .where(lte(signInLink.expiresAt, nowMs))
    .limit(limit);
  const gone = await db.batch([
    db
      .delete(session)
      .where(inArray(session.secretHash, oldSessions))
      .returning({ at: session.expiresAt }),
    db
      .delete(signInLink)
      .where(inArray(signInLink.secretHash, oldLinks))
      .returning({ at: signInLink.expiresAt }),
  ]);
  return gone.flat().length;
}
