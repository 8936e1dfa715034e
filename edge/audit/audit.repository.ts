import { sql } from "drizzle-orm";

import { auditEvent } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";

/** Something that somebody changed. `detail` holds no secrets. */
export type AuditEvent = {
  /** Epoch milliseconds. */
  atMs: number;
  actor: string;
  /** Such as `token.create`. */
  action: string;
  detail: Readonly<Record<string, unknown>>;
};

/** The statement that adds an event to a site's audit log, for the batch that makes the change. */
export function auditInsert(db: Database, siteId: string, event: AuditEvent) {
  return db.insert(auditEvent).values({
    id: crypto.randomUUID(),
    siteId,
    at: event.atMs,
    actor: event.actor,
    action: event.action,
    detail: JSON.stringify(event.detail),
  });
}

/** The same, for a change that may come to nothing: it must stand right after the changing statement in its batch. */
export function auditInsertIfChanged(db: Database, siteId: string, event: AuditEvent) {
  return db.insert(auditEvent).select(sql`
    select ${crypto.randomUUID()}, ${siteId}, ${event.atMs}, ${event.actor}, ${event.action},
           ${JSON.stringify(event.detail)}
    where changes() > 0`);
}
