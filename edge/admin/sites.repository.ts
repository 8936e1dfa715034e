import { asc, desc, eq } from "drizzle-orm";

import { auditInsert, type AuditEvent } from "../audit/audit.repository.ts";
import { auditEvent, site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { RECOUNT_ROLLUPS } from "../scoring/rollups/recount-rollups.ts";

export type NewSite = { id: string; name: string; timeZone: string };

/** Creates a site and begins its audit log, in one batch. Throws when there is one by this id. */
export async function storeSite(
  db: Database,
  { id, name, timeZone }: NewSite,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db.insert(site).values({ id, name, timeZone, createdAt: event.atMs }),
    auditInsert(db, id, event),
  ]);
}

/** Every site of the deployment, by id. */
export function listSites(db: Database): Promise<NewSite[]> {
  const { id, name, timeZone } = site;
  return db.select({ id, name, timeZone }).from(site).orderBy(asc(id));
}

/** The latest events of a site's audit log, newest first. */
export function readAuditLog(db: Database, siteId: string, limit: number) {
  const { at, actor, action, detail } = auditEvent;
  return db
    .select({ at, actor, action, detail })
    .from(auditEvent)
    .where(eq(auditEvent.siteId, siteId))
    .orderBy(desc(at))
    .limit(limit);
}

/** Counts a site's rollups anew from its calls and scores; reads all of them. */
export async function recountSite(db: Database, siteId: string): Promise<void> {
  await db.$client.batch(RECOUNT_ROLLUPS.map((sql) => db.$client.prepare(sql).bind(siteId)));
}
