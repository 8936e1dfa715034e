import { eq } from "drizzle-orm";

import { auditInsert, type AuditEvent } from "../audit/audit.repository.ts";
import { session, signInLink } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";

/** Stores a sign-in link by its code's hash and writes it into the audit log, in one batch. */
export async function storeSignInLink(
  db: Database,
  siteId: string,
  link: Omit<typeof signInLink.$inferInsert, "siteId">,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db.insert(signInLink).values({ siteId, ...link }),
    auditInsert(db, siteId, event),
  ]);
}

/** Ends every session and every unused sign-in link of a site. */
export async function endAllSessions(
  db: Database,
  siteId: string,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db.delete(session).where(eq(session.siteId, siteId)),
    db.delete(signInLink).where(eq(signInLink.siteId, siteId)),
    auditInsert(db, siteId, event),
  ]);
}
