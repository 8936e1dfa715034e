import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";

import type { SiteContext } from "../app-context.ts";
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
 * Takes one use of a sign-in link and opens a session for it, in one batch; sessions that have run out are forgotten
 * in passing. False, and nothing changed, when the link is unknown, used up or expired.
 */
export async function openSession(
  db: Database,
  change: { linkHash: string; sessionHash: string; nowMs: number; expiresAtMs: number },
): Promise<boolean> {
  const usable = and(
    eq(signInLink.secretHash, change.linkHash),
    gt(signInLink.usesLeft, 0),
    gt(signInLink.expiresAt, change.nowMs),
  );
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
    db.delete(session).where(lte(session.expiresAt, change.nowMs)),
  ]);
  return taken.length > 0;
}

/** More than so many are not counted, so that no request reads more. */
const MOST_UNREAD = 50;
const unread = sql<number>`(
  select count(*) from (select 1 from notice where person_id = ${person.id} and read_at is null limit ${sql.raw(String(MOST_UNREAD))}))`;

/** The session with this hash and whose it is, unless it has run out or they are disabled. */
export async function findSession(
  db: Database,
  secretHash: string,
  nowMs: number,
): Promise<StoredSession | null> {
  const [row] = await db
    .select({
      personId: person.id,
      name: person.name,
      role: person.role,
      agentUser: person.agentUser,
      unreadNotices: unread,
      site: siteContextColumns,
    })
    .from(session)
    .innerJoin(person, and(eq(person.id, session.personId), isNull(person.disabledAt)))
    .innerJoin(site, eq(site.id, session.siteId))
    .leftJoin(dailyStat, ofAllTime)
    .where(and(eq(session.secretHash, secretHash), gt(session.expiresAt, nowMs)));
  return row ?? null;
}

/** Whether a sign-in link can be used: what a wrong code is told by, without a write. */
export async function isLinkUsable(
  db: Database,
  linkHash: string,
  nowMs: number,
): Promise<boolean> {
  const found = await db
    .select({ usesLeft: signInLink.usesLeft })
    .from(signInLink)
    .where(
      and(
        eq(signInLink.secretHash, linkHash),
        gt(signInLink.usesLeft, 0),
        gt(signInLink.expiresAt, nowMs),
      ),
    );
  return found.length > 0;
}

export async function closeSession(db: Database, secretHash: string): Promise<void> {
  await db.delete(session).where(eq(session.secretHash, secretHash));
}
