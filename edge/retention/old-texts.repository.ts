import type { Database } from "../db/client.ts";

/*
 * Transcripts are only ever added, so the order of their rowids is that in which they were received, and how far a site's
 * texts have been removed is one number in its row: no index is needed, which would cost every call two rows more.
 */

export type SiteTexts = {
  siteId: string;
  /** Null: the default holds. */
  transcriptDays: number | null;
  removedTo: number;
  /** When the transcript after that was received, by whichever site; null when there is none. */
  nextReceivedAt: number | null;
};

/** How far each site has come: two rows a site. */
export async function readSiteTexts(db: Database): Promise<SiteTexts[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT id AS siteId, transcript_days AS transcriptDays, texts_removed_to AS removedTo,
              (SELECT received_at FROM transcript WHERE rowid > site.texts_removed_to
               ORDER BY rowid LIMIT 1) AS nextReceivedAt
       FROM site ORDER BY id`,
    )
    .all<SiteTexts>();
  return results;
}

const IS_WAITING = `
  EXISTS (SELECT 1 FROM scoring_job AS j
          WHERE j.site_id = t.site_id AND j.recording_id = t.recording_id AND j.transcript_version = t.version
            AND j.state IN ('due', 'leased', 'held'))`;

export type WalkedText = {
  /** Its rowid. */
  place: number;
  /** 0 for a transcript of another site. */
  isOwn: number;
  recordingId: string;
  version: number;
  receivedAt: number;
  /** 1 when its words are gone already. */
  isRemoved: number;
  /** 1 while its call is still to be scored from it. */
  isWaiting: number;
};

/** The next transcripts after a place, oldest first. */
export async function walkTexts(
  db: Database,
  siteId: string,
  after: number,
  limit: number,
): Promise<WalkedText[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT t.rowid AS place, t.site_id = ?1 AS isOwn, t.recording_id AS recordingId, t.version,
              t.received_at AS receivedAt, t.text_removed_at IS NOT NULL AS isRemoved, ${IS_WAITING} AS isWaiting
       FROM transcript AS t WHERE t.rowid > ?2 ORDER BY t.rowid LIMIT ?3`,
    )
    .bind(siteId, after, limit)
    .all<WalkedText>();
  return results;
}

// The plus keeps SQLite from reading all of a site's transcripts to find a few rowids among them.
const REMOVE_TEXTS = `
  UPDATE transcript AS t SET segments = '[]', text_removed_at = ?3
  WHERE t.rowid IN (SELECT value->>'place' FROM json_each(?2)) AND +t.site_id = ?1
    AND t.text_removed_at IS NULL AND NOT ${IS_WAITING}`;

/** What a score's second judge answered word for word lies in its opinion. */
const REMOVE_RAW_ANSWERS = `
  UPDATE score SET raw_answer = '', second_opinion = json_replace(second_opinion, '$.rawAnswer', '')
  WHERE site_id = ?1 AND recording_id IN (SELECT value->>'recordingId' FROM json_each(?2)) AND raw_answer <> ''
    AND EXISTS (SELECT 1 FROM transcript AS t
                WHERE t.site_id = ?1 AND t.recording_id = score.recording_id AND t.version = score.transcript_version
                  AND t.text_removed_at IS NOT NULL)`;

/** Two judges who contradicted each other left a score to a person, and their opinions with the job. */
const REMOVE_RAW_OPINIONS = `
  UPDATE scoring_job AS j SET opinions = (
    SELECT json_group_array(json_replace(value, '$.rawAnswer', '')) FROM json_each(j.opinions))
  WHERE j.site_id = ?1 AND j.recording_id IN (SELECT value->>'recordingId' FROM json_each(?2)) AND j.opinions IS NOT NULL
    AND EXISTS (SELECT 1 FROM transcript AS t
                WHERE t.site_id = ?1 AND t.recording_id = j.recording_id AND t.version = j.transcript_version
                  AND t.text_removed_at IS NOT NULL)`;

/** Not past a text that is to be scored again since it was looked at. */
const REMEMBER_PLACE = `
  UPDATE site SET texts_removed_to = ?3
  WHERE id = ?1 AND texts_removed_to = ?2
    AND NOT EXISTS (SELECT 1 FROM json_each(?4) AS gone
                    CROSS JOIN transcript AS t ON t.rowid = gone.value->>'place'
                    WHERE t.text_removed_at IS NULL)`;

/**
 * Removes the words of transcripts and what the judges answered about them, and remembers a new place where there is one,
 * in one batch: two rows written for a text. What is still to be scored stays.
 */
export async function removeTexts(
  db: Database,
  { siteId, removedTo }: SiteTexts,
  texts: readonly Pick<WalkedText, "place" | "recordingId">[],
  newPlace: number | null,
  nowMs: number,
): Promise<number> {
  const client = db.$client;
  const places = JSON.stringify(texts);
  const [removed] = await client.batch([
    client.prepare(REMOVE_TEXTS).bind(siteId, places, nowMs),
    client.prepare(REMOVE_RAW_ANSWERS).bind(siteId, places),
    client.prepare(REMOVE_RAW_OPINIONS).bind(siteId, places),
    ...(newPlace === null
      ? []
      : [client.prepare(REMEMBER_PLACE).bind(siteId, removedTo, newPlace, places)]),
  ]);
  return removed?.meta.changes ?? 0;
}
