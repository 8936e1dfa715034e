import * as z from "zod";

import type { Database } from "../db/client.ts";
import { REMOVE_SCORES } from "./score-statements.ts";

/*
 * A site's calls are gone through by date, so how far their scores have been removed is one place in the site's row. What comes
 * behind that place has no scores: transcripts of those days are not taken in (edge/ingest/takeable-items.ts), and where a call
 * with scores is moved back in time, the trigger call_moved_back takes the place back with it.
 */

/** A call's place in the index call_by_date: local date, epoch milliseconds, recording id. */
const placeSchema = z.tuple([z.string(), z.number(), z.string()]);
export type CallPlace = z.infer<typeof placeSchema>;

const siteSchema = z.object({
  siteId: z.string(),
  timeZone: z.string(),
  days: z.number(),
  keptFrom: z.string(),
  /** As it is stored. */
  removedTo: z.string(),
  /** The local date of the first call after that; null when there is none. */
  nextDate: z.string().nullable(),
});
export type SiteScores = z.infer<typeof siteSchema>;

const afterPlace = (call: string, place: string) =>
  `(${call}.local_date, ${call}.started_at, ${call}.recording_id) > (${place}->>0, ${place}->>1, ${place}->>2)`;

/** The sites that keep scores for some days only, and how far each has come: two rows each. */
export async function readSiteScores(db: Database): Promise<SiteScores[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT id AS siteId, time_zone AS timeZone, score_days AS days, scores_kept_from AS keptFrom,
              scores_removed_to AS removedTo,
              (SELECT c.local_date FROM call AS c INDEXED BY call_by_date
               WHERE c.site_id = site.id AND ${afterPlace("c", "site.scores_removed_to")}
               ORDER BY c.local_date, c.started_at, c.recording_id LIMIT 1) AS nextDate
       FROM site WHERE score_days > 0 ORDER BY id`,
    )
    .all();
  return z.array(siteSchema).parse(results);
}

const walkedSchema = z
  .object({
    localDate: z.string(),
    startedAt: z.number(),
    recordingId: z.string(),
    isScored: z.int().transform((value) => value === 1),
  })
  .transform(({ localDate, startedAt, recordingId, isScored }) => ({
    recordingId,
    /** There is something to remove of it. */
    isScored,
    place: [localDate, startedAt, recordingId] satisfies CallPlace,
  }));
export type WalkedCall = z.infer<typeof walkedSchema>;

const HAS_ONE_IN = (table: string) => `
  EXISTS (SELECT 1 FROM ${table} AS own WHERE own.site_id = c.site_id AND own.recording_id = c.recording_id)`;
// Whatever else there is of a call hangs on one of these.
const IS_SCORED = ["score", "transcript", "scoring_job", "review"].map(HAS_ONE_IN).join(" OR ");

/** The next calls after the site's place of days before a date, oldest first. */
export async function walkCalls(
  db: Database,
  { siteId, removedTo }: SiteScores,
  beforeDate: string,
  limit: number,
): Promise<WalkedCall[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT c.local_date AS localDate, c.started_at AS startedAt, c.recording_id AS recordingId, ${IS_SCORED} AS isScored
       FROM call AS c INDEXED BY call_by_date
       WHERE c.site_id = ?1 AND c.local_date < ?2 AND ${afterPlace("c", "?3")}
       ORDER BY c.local_date, c.started_at, c.recording_id LIMIT ?4`,
    )
    .bind(siteId, beforeDate, removedTo, limit)
    .all();
  return z.array(walkedSchema).parse(results);
}

/** What was transcribed on the days before ?2 and not scored, from the counts: a row read for each day there ever was, once a day. */
const GIVEN_UP = `
  (SELECT coalesce(sum(coalesce(d.states ->> 'transcribed', 0)
                       - (SELECT coalesce(sum(bar.value), 0) FROM json_each(d.histogram) AS bar)), 0)
   FROM daily_stat AS d
   WHERE d.site_id = ?1 AND d.agent_user = '' AND d.campaign_id = '' AND d.local_date > '' AND d.local_date < ?2)`;

/**
 * The place stays where another tick, or call_moved_back, has put it meanwhile, and before a call that got something since it was
 * walked past: from now on nothing more is taken in of these days, so that the next run finds all of it.
 */
const REMEMBER = `
  UPDATE site SET scores_kept_from = max(scores_kept_from, ?2),
                  scores_given_up = iif(?2 > scores_kept_from, ${GIVEN_UP}, scores_given_up),
                  scores_removed_to = iif(scores_removed_to = ?4 AND NOT EXISTS (
                    SELECT 1 FROM call AS c INDEXED BY call_by_date
                    WHERE c.site_id = ?1 AND ${afterPlace("c", "?4")} AND NOT ${afterPlace("c", "?3")}
                      AND c.local_date <= ?3->>0 AND (${IS_SCORED})), ?3, scores_removed_to)
  WHERE id = ?1`;

export const REMOVAL_STATEMENTS = REMOVE_SCORES.length + 1;

/**
 * Removes the scores of some calls of days before `keptFrom` and what goes with them, and remembers the place, in one batch: all
 * of it or nothing. Rollups stay as they are; from then on the days before `keptFrom` are not counted anew.
 */
export async function removeScores(
  db: Database,
  { siteId, removedTo }: SiteScores,
  recordingIds: readonly string[],
  to: { keptFrom: string; place: CallPlace },
): Promise<void> {
  const client = db.$client;
  const ids = JSON.stringify(recordingIds);
  const place = JSON.stringify(to.place);
  await client.batch([
    ...(recordingIds.length === 0
      ? []
      : REMOVE_SCORES.map((sql) => client.prepare(sql).bind(siteId, ids))),
    // Last, as it asks whether anything is left.
    client.prepare(REMEMBER).bind(siteId, to.keptFrom, place, removedTo),
  ]);
}
