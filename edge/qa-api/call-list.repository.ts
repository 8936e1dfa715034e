import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";
import { verdictSchema } from "#shared/contracts/reviews.ts";

import type { Database } from "../db/client.ts";
import type { Period } from "./period.ts";
import { phraseVariants, saysOneOf } from "./said-phrases.ts";
import type { Direction, ScoreCell, ScorePlace } from "./score-cells.ts";
import {
  criterionMarks,
  inListOrder,
  scorePage,
  scorePageParameter,
  type ScoreChoice,
} from "./score-list.repository.ts";
import { marksSchema } from "./stored-marks.ts";

const listedScoreSchema = z.object({
  provider: z.string(),
  total: z.number().nullable(),
  flagged: z.int().transform((value) => value === 1),
  flagReason: z.string().nullable(),
  summary: z.string(),
  autoFails: z.number(),
  marks: marksSchema,
});
const reviewSchema = z.object({
  verdict: verdictSchema.nullable(),
  total: z.number().nullable(),
  flagged: z.int().transform((value) => value === 1),
});

const listedCallSchema = z.object({
  recordingId: z.string(),
  uniqueid: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  localDate: z.string(),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  campaignId: z.string().nullable(),
  callStatus: z.string().nullable(),
  durationSec: z.number().nullable(),
  agentState: recordingStateSchema,
  isSample: z.int().transform((value) => value === 1),
  /** That of the newest job of a call without a score; null otherwise. */
  jobState: z.enum(["due", "leased", "held", "done", "needs_human", "failed"]).nullable(),
  score: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(listedScoreSchema.nullable()),
  /** What a person last said of it; null as well where the list did not ask. */
  review: z
    .string()
    .nullable()
    .transform((text): unknown => (text === null ? null : JSON.parse(text)))
    .pipe(reviewSchema.nullable()),
  /** Whether the phrases of the list may be said in it. */
  isSaid: z
    .int()
    .nullable()
    .transform((value) => value === 1),
});
export type ListedCall = z.infer<typeof listedCallSchema>;

const CALL_COLUMNS = `
  c.recording_id AS recordingId, c.uniqueid, c.started_at AS startedAt, c.local_date AS localDate,
  c.agent_user AS agentUser, c.agent_name AS agentName, c.campaign_id AS campaignId, c.call_status AS callStatus,
  c.duration_sec AS durationSec, c.agent_state AS agentState, c.is_sample AS isSample`;

/** As one value, so that a subquery that stops at the first row can give it: D1 counts the row after as well. */
const SCORE = `
  json_object('provider', s.provider, 'total', s.total, 'flagged', s.flagged, 'flagReason', s.flag_reason,
              'summary', s.summary, 'autoFails', json_array_length(s.auto_fails), 'marks', ${criterionMarks("s.criteria")})`;

/** What a list knows of its calls beyond the usual: a row or two read more for each call. */
export type ListExtras = { withReviews: boolean; phrases: readonly string[] };

const NO_EXTRAS: ListExtras = { withReviews: false, phrases: [] };

/** The columns `review` and `isSaid` of a call `c`; `parameter` is what the statement has `phraseVariants` in. */
function extraColumns({ withReviews, phrases }: ListExtras, parameter: string): string {
  const review = `
    (SELECT json_object('verdict', r.verdict, 'total', r.total, 'flagged', r.flagged)
     FROM review AS r INDEXED BY review_of_call
     WHERE r.site_id = c.site_id AND r.recording_id = c.recording_id AND r.is_current = 1 LIMIT 1)`;
  const isSaid = `
    (SELECT ${saysOneOf("t.segments", parameter, phraseVariants(phrases))}
     FROM transcript AS t
     WHERE t.site_id = c.site_id AND t.recording_id = c.recording_id ORDER BY t.version DESC LIMIT 1)`;
  return `${withReviews ? review : "NULL"} AS review, ${phrases.length > 0 ? isSaid : "NULL"} AS isSaid`;
}

/** The last call of a list by time so far. */
export type TimePlace = { localDate: string; startedAt: number; recordingId: string };

/**
 * The next `limit` calls of a period by date and time, of one agent or of all, whatever else they are: three rows are read
 * for each at most.
 */
export async function readCallsByTime(
  db: Database,
  siteId: string,
  list: {
    period: Period;
    agentUser: string | null;
    direction: Direction;
    after: TimePlace | null;
    limit: number;
    extras?: ListExtras;
  },
): Promise<ListedCall[]> {
  const { period, agentUser, after, extras = NO_EXTRAS } = list;
  const [comparison, order] = list.direction === "ascending" ? [">", "ASC"] : ["<", "DESC"];
  const conditions = [
    "site_id = ?1->>'siteId'",
    agentUser === null ? null : "agent_user = ?1->>'agentUser'",
    // The place is the bound of its own side; beside the period's, which are weaker, it would not be looked for in the index.
    after !== null && list.direction === "descending" ? null : "local_date <= ?1->>'to'",
    after !== null && list.direction === "ascending" ? null : "local_date >= ?1->>'from'",
    after === null
      ? null
      : `(local_date, started_at, recording_id) ${comparison} (?1->>'localDate', ?1->>'startedAt', ?1->>'recordingId')`,
  ].filter((condition) => condition !== null);
  const index = agentUser === null ? "call_by_date" : "call_by_agent";
  const { results } = await db.$client
    .prepare(
      `SELECT ${CALL_COLUMNS}, c.score, ${extraColumns(extras, "?3")},
              CASE WHEN c.score IS NULL THEN (
                SELECT j.state FROM scoring_job AS j
                WHERE j.site_id = c.site_id AND j.recording_id = c.recording_id
                ORDER BY j.transcript_version DESC LIMIT 1) END AS jobState
       FROM (
         SELECT *, (
           SELECT ${SCORE} FROM score AS s
           WHERE s.site_id = call.site_id AND s.recording_id = call.recording_id AND s.is_current = 1
           ORDER BY s.version DESC LIMIT 1) AS score
         FROM call INDEXED BY ${index}
         WHERE ${conditions.join(" AND ")}
         ORDER BY local_date ${order}, started_at ${order}, recording_id ${order}
         LIMIT ?2) AS c
       ORDER BY c.local_date ${order}, c.started_at ${order}, c.recording_id ${order}`,
    )
    .bind(
      JSON.stringify({ siteId, agentUser, ...period, ...after }),
      list.limit,
      ...variantsParameter(extras),
    )
    .all();
  return z.array(listedCallSchema).parse(results);
}

/** The scored calls in the given cells, by total: three rows are read for each at most. */
export async function readCallsByScore(
  db: Database,
  siteId: string,
  list: {
    cells: readonly ScoreCell[];
    choice: ScoreChoice;
    direction: Direction;
    after: ScorePlace | null;
    extras?: ListExtras;
  },
): Promise<ListedCall[]> {
  const { cells, choice, direction, after, extras = NO_EXTRAS } = list;
  if (cells.length === 0) return [];
  const { results } = await db.$client
    .prepare(
      `SELECT s.position, ${CALL_COLUMNS}, ${SCORE} AS score, NULL AS jobState, ${extraColumns(extras, "?2")}
       FROM ${scorePage(cells, after, direction, choice)} AS s
       CROSS JOIN call AS c ON c.site_id = s.site_id AND c.recording_id = s.recording_id`,
    )
    .bind(scorePageParameter(siteId, choice, after), ...variantsParameter(extras))
    .all();
  const placed = z.array(listedCallSchema.extend({ position: z.number() })).parse(results);
  return inListOrder(placed, direction);
}

function variantsParameter({ phrases }: ListExtras): string[] {
  return phrases.length === 0 ? [] : [JSON.stringify(phraseVariants(phrases))];
}

/** The stored segments of the newest transcripts of these calls, by recording id. */
export async function readSegments(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<Map<string, string>> {
  if (recordingIds.length === 0) return new Map();
  const { results } = await db.$client
    .prepare(
      `SELECT recording_id AS recordingId, segments FROM transcript
       WHERE site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2)) ORDER BY version`,
    )
    .bind(siteId, JSON.stringify(recordingIds))
    .all<{ recordingId: string; segments: string }>();
  return new Map(results.map(({ recordingId, segments }) => [recordingId, segments]));
}
