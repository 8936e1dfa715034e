import type { Database } from "../db/client.ts";

/** Where words of a call were read; `api` is an answer with the whole text, `sound` that they were heard without being read. */
export type ViewPlace =
  | "call page"
  | "api"
  | "search"
  | "calibration"
  | "coaching"
  | "findings"
  | "digest"
  | "sound";

const HOUR_MS = 3_600_000;

/**
 * Writes down that somebody reads words of calls: once for each of them, call and hour of the clock, with the first place. To be
 * done before the words are given out: an answer whose reading cannot be written down is not given.
 */
export async function noteTranscriptViews(
  db: Database,
  siteId: string,
  by: View,
  recordingIds: readonly string[],
): Promise<void> {
  if (recordingIds.length > 0) await noteViewsStatement(db, siteId, by, recordingIds).run();
}

type View = { actor: string; nowMs: number; place: ViewPlace };

/** The same, for a batch. */
export function noteViewsStatement(
  db: Database,
  siteId: string,
  { actor, nowMs, place }: View,
  recordingIds: readonly string[],
): D1PreparedStatement {
  return db.$client
    .prepare(
      `INSERT INTO transcript_view (site_id, hour, actor, recording_id, at, place)
       SELECT DISTINCT ?1, ?2, ?3, value, ?4, ?5 FROM json_each(?6) WHERE true
       ON CONFLICT DO NOTHING`,
    )
    .bind(siteId, nowMs - (nowMs % HOUR_MS), actor, nowMs, place, JSON.stringify(recordingIds));
}

/** By what the audit log has it that somebody listens to a call in an hour. */
export function listeningId(nowMs: number, actor: string, recordingId: string): string {
  return `listen:${Math.floor(nowMs / HOUR_MS)}:${actor.replace("person:", "")}:${recordingId}`;
}

/** A place in the list of views: what lies behind it is older. */
export type ViewCursor = { hour: number; actor: string; recordingId: string };
export type StoredView = ViewCursor & {
  at: number;
  place: ViewPlace;
  /** When they first listened to the call in that hour as well; null: they did not. */
  listenedAt: number | null;
};

/** With the event that `listeningId` names: by its key one row more is read for each that there is. */
const COLUMNS = `v.hour, v.actor, v.recording_id AS recordingId, v.at, v.place,
  (SELECT e.at FROM audit_event AS e
   WHERE e.id = 'listen:' || (v.hour / ${HOUR_MS}) || ':' || replace(v.actor, 'person:', '') || ':' || v.recording_id) AS listenedAt`;

/** The next views of a site, the newest hour first. */
export async function readViews(
  db: Database,
  siteId: string,
  before: ViewCursor | null,
  limit: number,
): Promise<StoredView[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM transcript_view AS v
       WHERE site_id = ?1 ${before === null ? "" : "AND (hour, actor, recording_id) < (?3, ?4, ?5)"}
       ORDER BY hour DESC, actor DESC, recording_id DESC LIMIT ?2`,
    )
    .bind(
      siteId,
      limit,
      ...(before === null ? [] : [before.hour, before.actor, before.recordingId]),
    )
    .all<StoredView>();
  return results;
}

/** Who read the words of one call, the newest first, at most `limit`. */
export async function readViewsOfCall(
  db: Database,
  siteId: string,
  recordingId: string,
  limit: number,
): Promise<StoredView[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM transcript_view AS v INDEXED BY transcript_view_of_call
       WHERE site_id = ?1 AND recording_id = ?2 ORDER BY hour DESC LIMIT ?3`,
    )
    .bind(siteId, recordingId, limit)
    .all<StoredView>();
  return results;
}
