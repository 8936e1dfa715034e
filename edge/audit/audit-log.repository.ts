import type { Database } from "../db/client.ts";

/** A place in the audit log: what lies behind it is older. */
export type AuditPlace = { at: number; row: number };

export type StoredEvent = AuditPlace & { actor: string; action: string; detail: string };

/** The next `limit` events of a site, newest first, whatever they are about; exactly so many rows are read. */
export async function readEvents(
  db: Database,
  siteId: string,
  before: AuditPlace | null,
  limit: number,
): Promise<StoredEvent[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT at, rowid AS row, actor, action, detail FROM audit_event INDEXED BY audit_event_by_site
       WHERE site_id = ?1 ${before === null ? "" : "AND (at, rowid) < (?3, ?4)"}
       ORDER BY at DESC, rowid DESC LIMIT ?2`,
    )
    .bind(siteId, limit, ...(before === null ? [] : [before.at, before.row]))
    .all<StoredEvent>();
  return results;
}
