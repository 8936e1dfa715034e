import * as z from "zod";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import type { Database } from "../db/client.ts";

/** Each is counted over every transcript of its site, which takes rows read. */
export const MOST_TRACKERS = 20;
export const MOST_PHRASES = 8;
/** How far back a new tracker counts, where the words of calls are still there. */
export const COUNTED_DAYS = 90;

const phrasesSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()));
const trackerSchema = z.object({
  id: z.string(),
  name: z.string(),
  phrases: phrasesSchema,
  /** Transcripts wait to be looked at. */
  isBehind: z.int().transform((value) => value === 1),
});
export type Tracker = z.infer<typeof trackerSchema>;
export type NewTracker = Pick<Tracker, "id" | "name" | "phrases">;

const COLUMNS = `
  id, name, phrases,
  EXISTS (SELECT 1 FROM transcript AS t WHERE t.rowid > tracker.counted_to) AS isBehind`;

/** A site's trackers by name. */
export async function listTrackers(db: Database, siteId: string): Promise<Tracker[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM tracker WHERE site_id = ?1 ORDER BY name, id LIMIT ${MOST_TRACKERS}`,
    )
    .bind(siteId)
    .all();
  return z.array(trackerSchema).parse(results);
}

/** One tracker of a site; null when there is none by this id. */
export async function readTracker(
  db: Database,
  siteId: string,
  id: string,
): Promise<Tracker | null> {
  const { results } = await db.$client
    .prepare(`SELECT ${COLUMNS} FROM tracker WHERE site_id = ?1 AND id = ?2`)
    .bind(siteId, id)
    .all();
  return trackerSchema.optional().parse(results[0]) ?? null;
}

const daySchema = z.object({
  trackerId: z.string(),
  localDate: z.string(),
  searched: z.number(),
  found: z.number(),
});
export type TrackerDay = z.infer<typeof daySchema>;

/** What a site's trackers counted in a span of dates: a row for each tracker and day. */
export async function readTrackerDays(
  db: Database,
  siteId: string,
  period: { from: string; to: string },
): Promise<TrackerDay[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT d.tracker_id AS trackerId, d.local_date AS localDate, d.searched, d.found
       FROM (SELECT id FROM tracker WHERE site_id = ?1 LIMIT ${MOST_TRACKERS}) AS own
       CROSS JOIN tracker_day AS d ON d.tracker_id = own.id AND d.local_date BETWEEN ?2 AND ?3
       ORDER BY d.local_date`,
    )
    .bind(siteId, period.from, period.to)
    .all();
  return z.array(daySchema).parse(results);
}

/**
 * Before the first transcript that is to be counted: that of the first call of the date, or what retention has passed; where
 * there is neither, before all.
 */
const BEGINNING = `
  coalesce(max(
    (SELECT texts_removed_to FROM site WHERE id = ?1),
    coalesce((SELECT min(t.rowid) - 1
              FROM (SELECT site_id, recording_id FROM call
                    WHERE site_id = ?1 AND local_date >= ?2 AND agent_state = 'transcribed'
                    ORDER BY local_date, started_at LIMIT 1) AS first
              CROSS JOIN transcript AS t
                ON t.site_id = first.site_id AND t.recording_id = first.recording_id), 0)), 0)`;

/** Makes a tracker, which counts calls since a date; false when the site has as many as it may. */
export async function insertTracker(
  db: Database,
  siteId: string,
  { id, name, phrases }: NewTracker,
  since: string,
  event: AuditEvent,
): Promise<boolean> {
  const insert = db.$client
    .prepare(
      `INSERT INTO tracker (id, site_id, name, phrases, counted_to, created_at, created_by)
       SELECT ?3, ?1, ?4, ?5, ${BEGINNING}, ?6, ?7
       WHERE (SELECT count(*) FROM tracker WHERE site_id = ?1) < ${MOST_TRACKERS}
       RETURNING id`,
    )
    .bind(siteId, since, id, name, JSON.stringify(phrases), event.atMs, event.actor);
  return changeWithAudit(db, siteId, insert, [], event);
}

/** Renames a tracker; with other phrases it begins to count anew. False when there is none by this id. */
export async function updateTracker(
  db: Database,
  siteId: string,
  { id, name, phrases }: NewTracker,
  since: string,
  event: AuditEvent,
): Promise<boolean> {
  const client = db.$client;
  const text = JSON.stringify(phrases);
  const update = client
    .prepare(
      `UPDATE tracker SET
         name = ?4,
         revision = revision + (phrases <> ?5),
         counted_to = iif(phrases <> ?5, ${BEGINNING}, counted_to),
         phrases = ?5
       WHERE site_id = ?1 AND id = ?3
       RETURNING id`,
    )
    .bind(siteId, since, id, name, text);
  // Stands before the update, because it asks what the phrases were.
  const forget = client
    .prepare(
      `DELETE FROM tracker_day
       WHERE tracker_id = (SELECT id FROM tracker WHERE site_id = ?1 AND id = ?2 AND phrases <> ?3)`,
    )
    .bind(siteId, id, text);
  return changeWithAudit(db, siteId, update, [forget], event);
}

/** Takes a tracker away with what it counted. */
export async function deleteTracker(
  db: Database,
  siteId: string,
  id: string,
  event: AuditEvent,
): Promise<boolean> {
  const client = db.$client;
  const days = client
    .prepare(
      "DELETE FROM tracker_day WHERE tracker_id = (SELECT id FROM tracker WHERE site_id = ?1 AND id = ?2)",
    )
    .bind(siteId, id);
  const remove = client
    .prepare("DELETE FROM tracker WHERE site_id = ?1 AND id = ?2 RETURNING id")
    .bind(siteId, id);
  return changeWithAudit(db, siteId, remove, [days], event);
}

/** One batch: what comes before, the change, and the audit log where it changed something. */
async function changeWithAudit(
  db: Database,
  siteId: string,
  change: D1PreparedStatement,
  before: readonly D1PreparedStatement[],
  event: AuditEvent,
): Promise<boolean> {
  const { sql, params } = auditInsertIfChanged(db, siteId, event).toSQL();
  const audit = db.$client.prepare(sql).bind(...params);
  const results = await db.$client.batch([...before, change, audit]);
  return (results[before.length]?.results.length ?? 0) > 0;
}
