import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

import { prepared } from "./prepared.ts";

/** A recording's file as it lay there at a look. */
export type SeenFile = {
  path: string;
  /** Bytes. */
  size: number;
  /** Epoch milliseconds. */
  mtime: number;
  /** YYYY-MM-DD of the evening of the last night before this copy is removed; null when nothing removes it. */
  lastNight: string | null;
};

/** A recording as a source sees it now. */
export type SeenRecording = {
  recordingId: string;
  /** What the source needs to look for the file again, as JSON; null when it needs nothing. */
  sourceRef: string | null;
  uniqueid: string | null;
  /** The recordings of one call share it. */
  callGroup: string | null;
  direction: "inbound" | "outbound" | null;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  callStatus: string | null;
  /** Epoch milliseconds. */
  startedAt: number;
  /** YYYY-MM-DD in the site's zone. */
  localDate: string;
  /** Seconds of audio as far as can be told without decoding. */
  expectedSec: number | null;
  /** Higher is transcribed first. */
  priority: number;
  /** Null when the file has not been found yet. */
  file: SeenFile | null;
};

/**
 * Writes down what a source saw: a new recording enters as `found`, a known one that still waits for its file gets what
 * is known of it now. Recordings that went further are left alone, so a second look never queues one twice.
 * Returns true when the recording is new.
 */
export function noteRecording(db: DatabaseSync, seen: SeenRecording, now: number): boolean {
  const { file, ...call } = seen;
  const inserted = prepared(
    db,
    `
      INSERT INTO recording (recording_id, source_ref, uniqueid, call_group, direction, agent_user, agent_name,
                             campaign_id, call_status, started_at, local_date, expected_sec, priority, draw,
                             state, found_at, updated_at)
      VALUES (:recordingId, :sourceRef, :uniqueid, :callGroup, :direction, :agentUser, :agentName,
              :campaignId, :callStatus, :startedAt, :localDate, :expectedSec, :priority, :draw,
              'found', :now, :now)
      ON CONFLICT (recording_id) DO NOTHING
    `,
  ).run({ ...call, draw: drawFor(seen.recordingId), now }).changes;
  if (file !== null) noteFile(db, seen.recordingId, file, now);
  return inserted === 1;
}

/** Writes down where a waiting recording's file lies and how it looks; a recording that went further is left alone. */
export function noteFile(db: DatabaseSync, recordingId: string, file: SeenFile, now: number): void {
  prepared(
    db,
    `
    UPDATE recording
       SET path = :path, file_size = :size, file_mtime = :mtime,
           file_since = CASE WHEN path IS :path AND file_size IS :size AND file_mtime IS :mtime
                             THEN coalesce(file_since, :now) ELSE :now END,
           last_night = coalesce(:lastNight, '9999-12-31'),
           next_at = CASE WHEN missing_since IS NULL AND path IS NOT NULL THEN next_at ELSE 0 END,
           missing_since = NULL, looks = 0, updated_at = :now
     WHERE recording_id = :recordingId
       AND state IN ('found', 'waiting_file')
       AND (path IS NOT :path OR file_size IS NOT :size OR file_mtime IS NOT :mtime OR missing_since IS NOT NULL
            OR last_night <> coalesce(:lastNight, '9999-12-31'))
  `,
  ).run({ ...file, recordingId, now });
}

/** A number that orders recordings at random, the same at every look: nobody can arrange to be heard first. */
function drawFor(recordingId: string): number {
  return createHash("sha256").update(`draw ${recordingId}`).digest().readUInt32BE(0);
}
