import { and, asc, eq, sql } from "drizzle-orm";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { savedFilter } from "../db/call-search-schema.ts";
import type { Database } from "../db/client.ts";

/** More than fit beside each other; each person has their own. */
export const MOST_SAVED_FILTERS = 20;

/** `query` is that of the list's address. */
export type SavedFilter = { id: string; name: string; query: string };

export async function listSavedFilters(
  db: Database,
  siteId: string,
  personId: string,
): Promise<SavedFilter[]> {
  return db
    .select({ id: savedFilter.id, name: savedFilter.name, query: savedFilter.query })
    .from(savedFilter)
    .where(and(eq(savedFilter.siteId, siteId), eq(savedFilter.personId, personId)))
    .orderBy(asc(savedFilter.createdAt))
    .limit(MOST_SAVED_FILTERS);
}

/** Keeps a filter for somebody; false when they have as many as one may. */
export async function saveFilter(
  db: Database,
  siteId: string,
  personId: string,
  filter: SavedFilter,
  event: AuditEvent,
): Promise<boolean> {
  const [saved] = await db.batch([
    db
      .insert(savedFilter)
      .select(
        sql`
          select ${filter.id}, ${siteId}, ${personId}, ${filter.name}, ${filter.query}, ${event.atMs}
          where (select count(*) from saved_filter where site_id = ${siteId} and person_id = ${personId})
                < ${MOST_SAVED_FILTERS}`,
      )
      .returning({ id: savedFilter.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return saved.length > 0;
}

/** Takes away a filter of somebody's own. */
export async function deleteFilter(
  db: Database,
  siteId: string,
  personId: string,
  id: string,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db
      .delete(savedFilter)
      .where(
        and(
          eq(savedFilter.siteId, siteId),
          eq(savedFilter.personId, personId),
          eq(savedFilter.id, id),
        ),
      ),
    auditInsertIfChanged(db, siteId, event),
  ]);
}
