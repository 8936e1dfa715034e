import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";

import { prepared } from "../queue/prepared.ts";

const knownSchema = z.object({
  recording_id: z.string(),
  path: z.string().nullable(),
  uniqueid: z.string().nullable(),
  state: recordingStateSchema,
  file_size: z.number().nullable(),
  file_mtime: z.number().nullable(),
  missing_since: z.number().nullable(),
  priority: z.number(),
});
/** What the queue knows of a recording's file. */
export type KnownRecording = z.infer<typeof knownSchema>;

const COLUMNS =
  "recording_id, path, uniqueid, state, file_size, file_mtime, missing_since, priority";

/** The recordings that the queue knows at these paths, by path; of several at one path the first that was found. */
export function knownByPath(
  db: DatabaseSync,
  paths: readonly string[],
): Map<string, KnownRecording> {
  const rows = prepared(
    db,
    `
      SELECT ${COLUMNS} FROM recording
       WHERE path IN (SELECT value FROM json_each(?))
       ORDER BY found_at DESC, recording_id DESC
    `,
  )
    .all(JSON.stringify(paths))
    .map((row) => knownSchema.parse(row));
  return new Map(rows.map((row) => [row.path ?? "", row]));
}

/** The recordings with these identities, by identity. */
export function knownById(db: DatabaseSync, ids: readonly string[]): Map<string, KnownRecording> {
  const rows = prepared(
    db,
    `SELECT ${COLUMNS} FROM recording WHERE recording_id IN (SELECT value FROM json_each(?))`,
  )
    .all(JSON.stringify(ids))
    .map((row) => knownSchema.parse(row));
  return new Map(rows.map((row) => [row.recording_id, row]));
}

/** Recordings that wait for a file which was there at an earlier look. */
export function waitingWithFile(db: DatabaseSync): { recordingId: string; path: string }[] {
  return prepared(
    db,
    `
      SELECT recording_id, path FROM recording
       WHERE state IN ('found', 'waiting_file') AND path IS NOT NULL AND missing_since IS NULL
    `,
  )
    .all()
    .map((row) => ({ recordingId: String(row.recording_id), path: String(row.path) }));
}
