import * as z from "zod";

import type { Database } from "../db/client.ts";
import { phraseVariants, saysOneOf } from "../qa-api/said-phrases.ts";

/*
 * Transcripts are only ever added, so the order of their rowids is that in which they came, and how far a tracker has counted is
 * one number: no index is needed, and nothing is written for a call but its day's count.
 */

const trackerSchema = z.object({
  id: z.string(),
  siteId: z.string(),
  phrases: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.string())),
  revision: z.number(),
  countedTo: z.number(),
});
export type DueTracker = z.infer<typeof trackerSchema>;

/** The trackers that transcripts wait for: two rows read for each tracker there is. */
export async function readDueTrackers(db: Database): Promise<DueTracker[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT id, site_id AS siteId, phrases, revision, counted_to AS countedTo
       FROM tracker
       WHERE EXISTS (SELECT 1 FROM transcript AS t WHERE t.rowid > tracker.counted_to)
       ORDER BY id`,
    )
    .all();
  return z.array(trackerSchema).parse(results);
}

const countSchema = z.object({
  localDate: z.string().nullable(),
  searched: z.number(),
  found: z.number(),
  lastPlace: z.number(),
});
export type TrackerCount = z.infer<typeof countSchema>;

/**
 * Looks for a tracker's phrases in the next transcripts, of whichever site: a row for each day of its own site's calls, and one
 * without a date for the others. A call counts once, by its first transcript; texts that were removed do not count.
 */
export async function countPhrases(
  db: Database,
  { siteId, phrases, countedTo }: DueTracker,
  limit: number,
): Promise<TrackerCount[]> {
  const variants = phraseVariants(phrases);
  const { results } = await db.$client
    .prepare(
      `SELECT c.local_date AS localDate, count(*) AS searched, max(t.place) AS lastPlace,
              sum(${saysOneOf("t.segments", "?4", variants)}) AS found
       FROM (SELECT rowid AS place, site_id, recording_id, version, segments, text_removed_at
             FROM transcript WHERE rowid > ?2 ORDER BY rowid LIMIT ?3) AS t
       LEFT JOIN call AS c
         ON c.site_id = t.site_id AND c.recording_id = t.recording_id
         AND t.site_id = ?1 AND t.version = 1 AND t.text_removed_at IS NULL
       GROUP BY 1`,
    )
    .bind(siteId, countedTo, limit, JSON.stringify(variants))
    .all();
  return z.array(countSchema).parse(results);
}

/** Adds what was counted, unless another tick has, or the phrases have changed meanwhile. Answers whether it was added. */
export async function addCounts(
  db: Database,
  { id, revision, countedTo }: DueTracker,
  counts: readonly TrackerCount[],
): Promise<boolean> {
  const client = db.$client;
  const own = counts.filter(({ localDate }) => localDate !== null);
  const isUnchanged =
    "EXISTS (SELECT 1 FROM tracker WHERE id = ?1 AND revision = ?2 AND counted_to = ?3)";
  const add = client
    .prepare(
      `INSERT INTO tracker_day (tracker_id, local_date, searched, found)
       SELECT ?1, value->>'localDate', value->>'searched', value->>'found' FROM json_each(?4)
       WHERE ${isUnchanged}
       ON CONFLICT (tracker_id, local_date) DO UPDATE SET
         searched = searched + excluded.searched, found = found + excluded.found`,
    )
    .bind(id, revision, countedTo, JSON.stringify(own));
  const lastPlace = Math.max(...counts.map((count) => count.lastPlace));
  const move = client
    .prepare(
      "UPDATE tracker SET counted_to = ?4 WHERE id = ?1 AND revision = ?2 AND counted_to = ?3",
    )
    .bind(id, revision, countedTo, lastPlace);
  const results = await client.batch([...(own.length === 0 ? [] : [add]), move]);
  return (results.at(-1)?.meta.changes ?? 0) > 0;
}
