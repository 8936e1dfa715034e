import type { Database } from "../db/client.ts";
import {
  opinionWithoutAnswer,
  opinionWithoutQuotes,
  SCORE_WITHOUT_QUOTES,
} from "./without-words.ts";

/*
 * Transcripts are only ever added, so the order of their rowids is that in which they were received, and how far a site's
 * texts have been removed is one number in its row: no index is needed, which would cost every call two rows more. Quotes and
 * raw answers go along with the text unless they have days of their own; then each goes through the transcripts by itself.
 */

/** What is removed together, and how far that has come. */
export type SiteTexts = {
  siteId: string;
  kind: "text" | "quotes" | "raw";
  /** Null: the default holds. */
  days: number | null;
  removedTo: number;
  /** When the transcript after that was received, by whichever site; null when there is none. */
  nextReceivedAt: number | null;
  /** 1: quotes, reasons and summaries of scores go; 1: the judges' raw answers go. */
  withQuotes: number;
  withRaw: number;
};

/** The column of `site` in which each kind's place is kept. */
const PLACE_OF = {
  text: "texts_removed_to",
  quotes: "quotes_removed_to",
  raw: "raw_answers_removed_to",
} as const;

const kindOf = (
  kind: SiteTexts["kind"],
  days: string,
  flags: { withQuotes: string; withRaw: string },
  only: string,
) => `
  SELECT id AS siteId, '${kind}' AS kind, ${days} AS days, ${PLACE_OF[kind]} AS removedTo,
         (SELECT received_at FROM transcript WHERE rowid > site.${PLACE_OF[kind]}
          ORDER BY rowid LIMIT 1) AS nextReceivedAt,
         ${flags.withQuotes} AS withQuotes, ${flags.withRaw} AS withRaw
  FROM site WHERE ${only}`;

const SITE_TEXTS = [
  kindOf(
    "text",
    "transcript_days",
    { withQuotes: "quote_days IS NULL", withRaw: "raw_answer_days IS NULL" },
    "true",
  ),
  kindOf("quotes", "quote_days", { withQuotes: "1", withRaw: "0" }, "quote_days IS NOT NULL"),
  kindOf(
    "raw",
    "raw_answer_days",
    { withQuotes: "0", withRaw: "1" },
    "raw_answer_days IS NOT NULL",
  ),
].join(" UNION ALL ");

/** How far each site has come with each kind: two rows each. */
export async function readSiteTexts(db: Database): Promise<SiteTexts[]> {
  const { results } = await db.$client.prepare(`${SITE_TEXTS} ORDER BY 1, 2`).all<SiteTexts>();
  return results;
}

const IS_WAITING = `
  EXISTS (SELECT 1 FROM scoring_job AS j
          WHERE j.site_id = t.site_id AND j.recording_id = t.recording_id AND j.transcript_version = t.version
            AND j.state IN ('due', 'leased', 'held'))`;

/** ?4 and ?5 are withQuotes and withRaw. */
const HAS_MORE = `
  (EXISTS (SELECT 1 FROM score AS s
           WHERE s.site_id = t.site_id AND s.recording_id = t.recording_id AND s.transcript_version = t.version
             AND ((?4 = 1 AND s.quotes_removed_at IS NULL) OR (?5 = 1 AND s.raw_answer <> '')))
   OR EXISTS (SELECT 1 FROM scoring_job AS j
              WHERE j.site_id = t.site_id AND j.recording_id = t.recording_id AND j.transcript_version = t.version
                AND ((?4 = 1 AND instr(j.opinions, '"summary":""') = 0)
                  OR (?5 = 1 AND instr(j.opinions, '"rawAnswer":""') = 0))))`;

export type WalkedText = {
  /** Its rowid. */
  place: number;
  /** 0 for a transcript of another site. */
  isOwn: number;
  recordingId: string;
  version: number;
  receivedAt: number;
  /** 1 when what goes with it is gone already. */
  isRemoved: number;
  /** 1 while its call is still to be scored from it. */
  isWaiting: number;
};

/** The next transcripts after a place, oldest first. */
export async function walkTexts(
  db: Database,
  { siteId, kind, removedTo, withQuotes, withRaw }: SiteTexts,
  limit: number,
): Promise<WalkedText[]> {
  const isGone = kind === "text" ? "t.text_removed_at IS NOT NULL AND" : "";
  const { results } = await db.$client
    .prepare(
      `SELECT t.rowid AS place, t.site_id = ?1 AS isOwn, t.recording_id AS recordingId, t.version,
              t.received_at AS receivedAt, ${isGone} NOT ${HAS_MORE} AS isRemoved, ${IS_WAITING} AS isWaiting
       FROM transcript AS t WHERE t.rowid > ?2 ORDER BY t.rowid LIMIT ?3`,
    )
    .bind(siteId, removedTo, limit, withQuotes, withRaw)
    .all<WalkedText>();
  return results;
}

// The plus keeps SQLite from reading all of a site's transcripts to find a few rowids among them.
const REMOVE_TEXTS = `
  UPDATE transcript AS t SET segments = '[]', text_removed_at = ?3
  WHERE t.rowid IN (SELECT value->>'place' FROM json_each(?2)) AND +t.site_id = ?1
    AND t.text_removed_at IS NULL AND NOT ${IS_WAITING}`;

/** A text that was to be scored again meanwhile keeps what goes with it. */
const isChosen = (table: string, kind: SiteTexts["kind"]) => `
  ${table}.site_id = ?1 AND ${table}.recording_id IN (SELECT value->>'recordingId' FROM json_each(?2))
  AND (${table}.recording_id, ${table}.transcript_version) IN (
    SELECT value->>'recordingId', value->>'version' FROM json_each(?2))
  ${
    kind === "text"
      ? `AND EXISTS (SELECT 1 FROM transcript AS t
                     WHERE t.site_id = ?1 AND t.recording_id = ${table}.recording_id AND t.version = ${table}.transcript_version
                       AND t.text_removed_at IS NOT NULL)`
      : ""
  }`;

/** What a second judge answered word for word lies in its opinion. */
function removeFromScores({ kind, withQuotes, withRaw }: SiteTexts): string {
  let second = "second_opinion";
  if (withQuotes === 1) second = opinionWithoutQuotes(second);
  if (withRaw === 1) second = opinionWithoutAnswer(second);
  const sets = [
    `second_opinion = ${second}`,
    ...(withRaw === 1 ? ["raw_answer = ''"] : []),
    ...(withQuotes === 1
      ? [SCORE_WITHOUT_QUOTES, "quotes_removed_at = coalesce(quotes_removed_at, ?3)"]
      : []),
  ];
  return `
    UPDATE score SET ${sets.join(", ")}
    WHERE ${isChosen("score", kind)} AND ?3 > 0
      AND ((${withQuotes} = 1 AND quotes_removed_at IS NULL) OR (${withRaw} = 1 AND raw_answer <> ''))`;
}

/** Two judges who contradicted each other left a score to a person, and their opinions with the job. */
function removeFromJobs({ kind, withQuotes, withRaw }: SiteTexts): string {
  let opinion = "value";
  if (withQuotes === 1) opinion = opinionWithoutQuotes(opinion);
  if (withRaw === 1) opinion = opinionWithoutAnswer(opinion);
  return `
    UPDATE scoring_job SET opinions = (
      SELECT json_group_array(json(${opinion})) FROM json_each(scoring_job.opinions))
    WHERE ${isChosen("scoring_job", kind)} AND opinions IS NOT NULL AND ?3 > 0`;
}

/** Not past a text that is to be scored again since it was looked at. */
const rememberPlace = (kind: SiteTexts["kind"]) => `
  UPDATE site SET ${PLACE_OF[kind]} = ?3
  WHERE id = ?1 AND ${PLACE_OF[kind]} = ?2 ${
    kind === "text"
      ? `AND NOT EXISTS (SELECT 1 FROM json_each(?4) AS gone
                         CROSS JOIN transcript AS t ON t.rowid = gone.value->>'place'
                         WHERE t.text_removed_at IS NULL)`
      : "AND ?4 <> ''"
  }`;

/**
 * Removes what goes with some texts, and remembers a new place where there is one, in one batch: two rows written for a text whose
 * quotes and answers go along. What is still to be scored stays. Answers how many texts, or scores, lost something.
 */
export async function removeTexts(
  db: Database,
  texts: SiteTexts,
  chosen: readonly Pick<WalkedText, "place" | "recordingId" | "version">[],
  newPlace: number | null,
  nowMs: number,
): Promise<number> {
  const client = db.$client;
  const { siteId, kind, removedTo, withQuotes, withRaw } = texts;
  const places = JSON.stringify(chosen);
  const hasMore = withQuotes === 1 || withRaw === 1;
  const [removed] = await client.batch([
    ...(kind === "text" ? [client.prepare(REMOVE_TEXTS).bind(siteId, places, nowMs)] : []),
    ...(hasMore ? [client.prepare(removeFromScores(texts)).bind(siteId, places, nowMs)] : []),
    ...(hasMore ? [client.prepare(removeFromJobs(texts)).bind(siteId, places, nowMs)] : []),
    ...(newPlace === null
      ? []
      : [client.prepare(rememberPlace(kind)).bind(siteId, removedTo, newPlace, places)]),
  ]);
  return removed?.meta.changes ?? 0;
}
