import { and, asc, eq, sql } from "drizzle-orm";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { savedFilter } from "../db/call-search-schema.ts";
import type { Database } from "../db/client.ts";

/** Of each list; more than fit beside each other. Each person has their own. */
export const MOST_SAVED_FILTERS = 20;

/** The lists that have filters to save, by the path of their page. */
export type FilteredList = "calls" | "review";

/** `query` is that of the list's address, without the question mark. */
export type SavedFilter = { id: string; name: string; query: string };

export async function listSavedFilters(
  db: Database,
  siteId: string,
  personId: string,
  list: FilteredList,
): Promise<SavedFilter[]> {
  return db
    .select({ id: savedFilter.id, name: savedFilter.name, query: savedFilter.query })
    .from(savedFilter)
    .where(
      and(
        eq(savedFilter.siteId, siteId),
        eq(savedFilter.personId, personId),
        eq(savedFilter.list, list),
      ),
    )
    .orderBy(asc(savedFilter.createdAt))
    .limit(MOST_SAVED_FILTERS);
}

/** Keeps a filter of a list for somebody; false when they have as many of it as one may. */
export async function saveFilter(
  db: Database,
  siteId: string,
  personId: string,
  list: FilteredList,
  filter: SavedFilter,
  event: AuditEvent,
): Promise<boolean> {
  const [saved] = await db.batch([
    db
      .insert(savedFilter)
      .select(
        sql`
          select ${filter.id}, ${siteId}, ${personId}, ${list}, ${filter.name}, ${filter.query}, ${event.atMs}
          where (select count(*) from saved_filter where site_id = ${siteId} and person_id = ${personId} and list = ${list})
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
  list: FilteredList,
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
          eq(savedFilter.list, list),
          eq(savedFilter.id, id),
        ),
      ),
    auditInsertIfChanged(db, siteId, event),
  ]);
}
