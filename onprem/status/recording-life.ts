import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";
import { transcriptSchema } from "#shared/contracts/transcript.ts";

const time = z.iso.datetime();
const text = z.string().nullable();

/** What `nightshift show --json` prints of each recording. Fields are added, never renamed or removed. */
export const recordingLifeSchema = z.object({
  recording_id: z.string(),
  uniqueid: text,
  state: recordingStateSchema,
  reason_code: text,
  reason: text,
  agent_user: text,
  agent_name: text,
  campaign_id: text,
  call_status: text,
  direction: text,
  started_at: time,
  local_date: z.string(),
  expected_sec: z.number().nullable(),
  duration_sec: z.number().nullable(),
  priority: z.number(),
  call_group: text,
  /** The other recordings of the same call. */
  siblings: z.array(z.object({ recording_id: z.string(), state: recordingStateSchema })),
  file: z.object({
    known: z.boolean(),
    /** Only when it was asked for: it holds the caller's number. */
    path: text.optional(),
    size_bytes: z.number().nullable(),
    changed_at: time.nullable(),
    missing_since: time.nullable(),
    looks: z.int(),
    /** The last night before it is removed. */
    last_night: text,
  }),
  attempts: z.int(),
  interruptions: z.int(),
  next_at: time.nullable(),
  lease_until: time.nullable(),
  /** States in the order in which they were entered. */
  events: z.array(
    z.object({ at: time, state: recordingStateSchema, reason_code: text, reason: text }),
  ),
  /** What the edge is still to be told. */
  outbox: z.array(
    z.object({ kind: z.string(), since: time, attempts: z.int(), refused: z.string().nullable() }),
  ),
  delivered_at: time.nullable(),
  confirmed_at: time.nullable(),
  transcript: transcriptSchema.nullable(),
});
export type RecordingLife = z.infer<typeof recordingLifeSchema>;

const rowSchema = z.object({
  recording_id: z.string(),
  path: text,
  uniqueid: text,
  call_group: text,
  direction: text,
  agent_user: text,
  agent_name: text,
  campaign_id: text,
  call_status: text,
  started_at: z.number(),
  local_date: z.string(),
  expected_sec: z.number().nullable(),
  duration_sec: z.number().nullable(),
  state: recordingStateSchema,
  reason_code: text,
  reason: text,
  file_size: z.number().nullable(),
  file_mtime: z.number().nullable(),
  missing_since: z.number().nullable(),
  looks: z.number(),
  last_night: z.string(),
  priority: z.number(),
  attempts: z.number(),
  interruptions: z.number(),
  next_at: z.number(),
  lease_until: z.number().nullable(),
  body: text,
  delivered_at: z.number().nullable(),
  confirmed_at: z.number().nullable(),
});
const siblingSchema = z.object({ recording_id: z.string(), state: recordingStateSchema });
const eventSchema = z.object({
  at: z.number(),
  state: recordingStateSchema,
  reason_code: text,
  reason: text,
});
const outboxSchema = z.object({
  kind: z.string(),
  created_at: z.number(),
  attempts: z.number(),
  rejected: text,
});

const NEVER_REMOVED = "9999-12-31";
const MAX_SIBLINGS = 50;

/** Everything that the queue knows of one recording, which must be there; its path only on request. */
export function readRecordingLife(
  db: DatabaseSync,
  recordingId: string,
  withPath: boolean,
): RecordingLife {
  const row = rowSchema.parse(
    db
      .prepare(`
        SELECT r.*, t.body, nullif(t.delivered_at, 0) AS delivered_at, t.confirmed_at
          FROM recording r LEFT JOIN transcript t USING (recording_id)
         WHERE r.recording_id = ?
      `)
      .get(recordingId),
  );
  const siblings = db
    .prepare(`
      SELECT recording_id, state FROM recording
       WHERE call_group = :callGroup AND recording_id <> :recordingId
       ORDER BY started_at, recording_id LIMIT ${MAX_SIBLINGS}
    `)
    .all({ callGroup: row.call_group, recordingId });
  const events = db
    .prepare(
      "SELECT at, state, reason_code, reason FROM recording_event WHERE recording_id = ? ORDER BY event_id",
    )
    .all(recordingId);
  const outbox = db
    .prepare(
      "SELECT kind, created_at, attempts, rejected FROM outbox WHERE recording_id = ? ORDER BY kind",
    )
    .all(recordingId);
  const { body, path, file_size, file_mtime, missing_since, looks, last_night, ...rest } = row;
  return {
    ...rest,
    started_at: iso(row.started_at),
    siblings: siblings.map((sibling) => siblingSchema.parse(sibling)),
    file: {
      known: path !== null,
      ...(withPath ? { path } : {}),
      size_bytes: file_size,
      changed_at: isoOrNull(file_mtime),
      missing_since: isoOrNull(missing_since),
      looks,
      last_night: last_night === NEVER_REMOVED ? null : last_night,
    },
    next_at: row.next_at === 0 ? null : iso(row.next_at),
    lease_until: isoOrNull(row.lease_until),
    events: events.map((event) => {
      const parsed = eventSchema.parse(event);
      return { ...parsed, at: iso(parsed.at) };
    }),
    outbox: outbox.map((message) => {
      const { kind, created_at, attempts, rejected } = outboxSchema.parse(message);
      return { kind, since: iso(created_at), attempts, refused: rejected };
    }),
    delivered_at: isoOrNull(row.delivered_at),
    confirmed_at: isoOrNull(row.confirmed_at),
    transcript: body === null ? null : transcriptSchema.parse(JSON.parse(body)),
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}
