import type { Database } from "../db/client.ts";

/** Asking, and a batch of two. */
export const AUDIT_RETENTION_STATEMENTS = 3;
const ROWS_AT_ONCE = 25;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const OLD_EVENTS = `
  DELETE FROM audit_event WHERE rowid IN (
    SELECT rowid FROM audit_event INDEXED BY audit_event_by_site WHERE site_id = ?1 AND at < ?2 ORDER BY at LIMIT ?3)`;
const OLD_VIEWS = `
  DELETE FROM transcript_view WHERE (site_id, hour, actor, recording_id) IN (
    SELECT site_id, hour, actor, recording_id FROM transcript_view WHERE site_id = ?1 AND hour < ?2 ORDER BY hour LIMIT ?3)`;

/**
 * Removes some entries of the audit log that one of the sites has kept for long enough; without days they are kept for ever. A
 * trigger refuses to delete anything younger. Answers how many went.
 */
export async function removeOldAudit(db: Database, nowMs: number): Promise<number> {
  const client = db.$client;
  const { results } = await client
    .prepare("SELECT id, audit_days AS days FROM site WHERE audit_days > 0 ORDER BY id")
    .all<{ id: string; days: number }>();
  // One of them a minute.
  const site = results[Math.floor(nowMs / MINUTE_MS) % results.length];
  if (site === undefined) return 0;
  const before = nowMs - site.days * DAY_MS;
  const removed = await client.batch(
    [OLD_EVENTS, OLD_VIEWS].map((sql) => client.prepare(sql).bind(site.id, before, ROWS_AT_ONCE)),
  );
  return removed.reduce((sum, { meta }) => sum + meta.changes, 0);
}
