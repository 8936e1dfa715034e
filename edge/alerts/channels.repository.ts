import { and, asc, eq, sql } from "drizzle-orm";
import * as z from "zod";

import { alertTopicSchema, type AlertSettings } from "#shared/contracts/alerts.ts";

import { auditInsert, auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { alertChannel, alertState, siteAlerts } from "../db/alerts-schema.ts";
import type { Database } from "../db/client.ts";

const channelSchema = z.object({
  id: z.string(),
  kind: z.enum(["email", "slack", "webhook"]),
  label: z.string(),
  address: z.string(),
  topics: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(alertTopicSchema)),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
export type StoredChannel = z.infer<typeof channelSchema>;

/** A site's channels, oldest first; `address` is a secret but for e-mail. */
export async function listChannels(db: Database, siteId: string): Promise<StoredChannel[]> {
  const rows = await db
    .select({
      id: alertChannel.id,
      kind: alertChannel.kind,
      label: alertChannel.label,
      address: alertChannel.address,
      topics: alertChannel.topics,
      createdAt: alertChannel.createdAt,
    })
    .from(alertChannel)
    .where(eq(alertChannel.siteId, siteId))
    .orderBy(asc(alertChannel.createdAt), asc(alertChannel.id));
  return z.array(channelSchema).parse(rows);
}

/** What a site begins with when somebody first sets something up: what was before is not reported on. */
export type FirstAlerts = { settings: AlertSettings; digestThrough: string; weekThrough: string };

function beginAlerts(db: Database, siteId: string, first: FirstAlerts) {
  const { settings, digestThrough, weekThrough } = first;
  return db
    .insert(siteAlerts)
    .values({ siteId, settings: JSON.stringify(settings), digestThrough, weekThrough })
    .onConflictDoNothing();
}

/** Stores a channel and writes it into the audit log, in one batch. False when there is one by this id. */
export async function storeChannel(
  db: Database,
  siteId: string,
  channel: StoredChannel & { secret: string | null },
  first: FirstAlerts,
  event: AuditEvent,
): Promise<boolean> {
  const { topics, ...rest } = channel;
  const [, inserted] = await db.batch([
    beginAlerts(db, siteId, first),
    db
      .insert(alertChannel)
      .values({ siteId, ...rest, topics: JSON.stringify(topics) })
      .onConflictDoNothing()
      .returning({ id: alertChannel.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return inserted.length > 0;
}

/** Removes a channel and writes it into the audit log; false when the site has none by this id. */
export async function removeChannel(
  db: Database,
  siteId: string,
  id: string,
  event: AuditEvent,
): Promise<boolean> {
  const [removed] = await db.batch([
    db
      .delete(alertChannel)
      .where(and(eq(alertChannel.siteId, siteId), eq(alertChannel.id, id)))
      .returning({ id: alertChannel.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return removed.length > 0;
}

/** Stores all settings and writes what was changed into the audit log, in one batch. */
export async function storeAlertSettings(
  db: Database,
  siteId: string,
  settings: AlertSettings,
  first: FirstAlerts,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    beginAlerts(db, siteId, first),
    // Looked at anew at once: what was switched on or off shows within the minute.
    db
      .update(siteAlerts)
      .set({ settings: JSON.stringify(settings), checkedAt: 0 })
      .where(eq(siteAlerts.siteId, siteId)),
    auditInsert(db, siteId, event),
  ]);
}

/** How a site's alerts stand: what fires first, then what was resolved or told of last. */
export function listAlertStates(db: Database, siteId: string) {
  return db
    .select({
      rule: alertState.rule,
      state: alertState.state,
      since: alertState.since,
      announcedAt: alertState.announcedAt,
      detail: alertState.detail,
    })
    .from(alertState)
    .where(and(eq(alertState.siteId, siteId), sql`${alertState.detail} <> ''`))
    .orderBy(asc(alertState.state), sql`${alertState.since} desc`);
}
