import { and, asc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";

import type { SiteContext } from "../app-context.ts";
import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { accessToken, site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { dailyStat } from "../db/schema.ts";

export type StoredToken = {
  id: string;
  scope: "ingest" | "read";
  secretHash: string;
  /** Epoch milliseconds. */
  lastUsedAt: number | null;
  site: SiteContext;
};

/** The columns of a SiteContext, for queries that join `site` and, by `ofAllTime`, the site's row of all time. */
export const siteContextColumns = {
  id: site.id,
  name: site.name,
  timeZone: site.timeZone,
  numbersShownTo: site.numbersShownTo,
  revision: sql<number>`coalesce(${dailyStat.revision}, 0)`,
};
export const ofAllTime = and(
  eq(dailyStat.siteId, site.id),
  eq(dailyStat.agentUser, ""),
  eq(dailyStat.campaignId, ""),
  eq(dailyStat.localDate, ""),
);

/** The token with this hash, unless it was revoked or has run out. */
export async function findToken(
  db: Database,
  secretHash: string,
  nowMs: number,
): Promise<StoredToken | null> {
  const [row] = await db
    .select({
      id: accessToken.id,
      scope: accessToken.scope,
      secretHash: accessToken.secretHash,
      lastUsedAt: accessToken.lastUsedAt,
      site: siteContextColumns,
    })
    .from(accessToken)
    .innerJoin(site, eq(site.id, accessToken.siteId))
    .leftJoin(dailyStat, ofAllTime)
    .where(
      and(
        eq(accessToken.secretHash, secretHash),
        isNull(accessToken.revokedAt),
        or(isNull(accessToken.expiresAt), gt(accessToken.expiresAt, nowMs)),
      ),
    );
  return row ?? null;
}

/** Notes that a token was used, unless that was noted within `everyMs`. */
export async function noteTokenUse(
  db: Database,
  tokenId: string,
  nowMs: number,
  everyMs: number,
): Promise<void> {
  await db
    .update(accessToken)
    .set({ lastUsedAt: nowMs })
    .where(
      and(
        eq(accessToken.id, tokenId),
        or(isNull(accessToken.lastUsedAt), lt(accessToken.lastUsedAt, nowMs - everyMs)),
      ),
    );
}

export type ListedToken = Omit<typeof accessToken.$inferSelect, "siteId" | "secretHash">;

/** A site's tokens, oldest first, revoked ones included. */
export function listTokens(db: Database, siteId: string): Promise<ListedToken[]> {
  const { id, scope, label, createdAt, expiresAt, lastUsedAt, revokedAt } = accessToken;
  return db
    .select({ id, scope, label, createdAt, expiresAt, lastUsedAt, revokedAt })
    .from(accessToken)
    .where(eq(accessToken.siteId, siteId))
    .orderBy(asc(createdAt), asc(id));
}

export type NewToken = Pick<
  typeof accessToken.$inferSelect,
  "id" | "scope" | "secretHash" | "label" | "createdAt" | "expiresAt"
>;

/** Stores a token by its hash and writes it into the audit log, in one batch; false when there is one by this id. */
export async function storeToken(
  db: Database,
  siteId: string,
  token: NewToken,
  event: AuditEvent,
): Promise<boolean> {
  const [stored] = await db.batch([
    db
      .insert(accessToken)
      .values({ siteId, ...token })
      .onConflictDoNothing({ target: accessToken.id })
      .returning({ id: accessToken.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return stored.length > 0;
}

/** Revokes a token for good; false when the site has none of this id, or it was revoked already. */
export async function revokeToken(
  db: Database,
  siteId: string,
  tokenId: string,
  event: AuditEvent,
): Promise<boolean> {
  const [revoked] = await db.batch([
    db
      .update(accessToken)
      .set({ revokedAt: event.atMs })
      .where(
        and(
          eq(accessToken.id, tokenId),
          eq(accessToken.siteId, siteId),
          isNull(accessToken.revokedAt),
        ),
      )
      .returning({ id: accessToken.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return revoked.length > 0;
}
