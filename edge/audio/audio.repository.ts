import * as z from "zod";

import {
  audioUploadSchema,
  MAX_WANTED_AUDIO,
  silencedSchema,
  type AudioUnavailableCode,
  type AudioUpload,
  type Silenced,
} from "#shared/contracts/audio.ts";

import type { Database } from "../db/client.ts";

/* Which calls' sound is wanted and which is stored; see edge/db/audio-schema.ts. */

const NEWEST = `(SELECT max(t.version) FROM transcript AS t
                 WHERE t.site_id = a.site_id AND t.recording_id = a.recording_id)`;

/**
 * Whether the sound `a` of a call of the site `s` may be heard: silenced by the newest transcript, not older than the site keeps
 * it, and only while the site has its upload switched on. `nowMs` is a parameter such as ?3.
 */
export function isPlayable(nowMs: string): string {
  return `a.state = 'stored' AND s.audio_upload <> 'off' AND a.since >= ${nowMs} - s.audio_days * 86400000
          AND a.transcript_version = ${NEWEST}`;
}

const placeSchema = z.object({
  audioUpload: audioUploadSchema,
  hasCall: z.int(),
  state: z.enum(["wanted", "stored", "unavailable"]).nullable(),
  objectKey: z.string().nullable(),
  sha256: z.string().nullable(),
  silenced: z.string().nullable(),
  storedVersion: z.number().nullable(),
  newestVersion: z.number().nullable(),
  newestHash: z.string().nullable(),
});
/** What is known where a recording's sound is to be put; null for a site that is gone. */
export type AudioPlace = z.infer<typeof placeSchema>;

export async function readAudioPlace(
  db: Database,
  siteId: string,
  recordingId: string,
): Promise<AudioPlace | null> {
  const row = await db.$client
    .prepare(
      `SELECT s.audio_upload AS audioUpload, c.recording_id IS NOT NULL AS hasCall, a.state, a.object_key AS objectKey,
              a.sha256, a.silenced, a.transcript_version AS storedVersion, t.version AS newestVersion,
              t.content_hash AS newestHash
       FROM site AS s
       LEFT JOIN call AS c ON c.site_id = s.id AND c.recording_id = ?2
       LEFT JOIN call_audio AS a ON a.site_id = s.id AND a.recording_id = ?2
       LEFT JOIN transcript AS t ON t.site_id = s.id AND t.recording_id = ?2
       WHERE s.id = ?1 ORDER BY t.version DESC LIMIT 1`,
    )
    .bind(siteId, recordingId)
    .first();
  return row === null ? null : placeSchema.parse(row);
}

export type StoredFile = {
  objectKey: string;
  sha256: string;
  bytes: number;
  durationSec: number;
  silenced: Silenced;
  transcriptVersion: number;
};

/**
 * Notes a file that lies in R2, unless meanwhile the site wants no more audio, the call has a newer transcript, or another upload
 * came first; answers whether it is noted.
 */
export async function noteStored(
  db: Database,
  siteId: string,
  recordingId: string,
  file: StoredFile,
  before: Pick<AudioPlace, "objectKey">,
  nowMs: number,
): Promise<boolean> {
  const { meta } = await db.$client
    .prepare(
      `UPDATE call_audio AS a
       SET state = 'stored', since = ?3, reason = NULL, object_key = ?4, transcript_version = ?5, sha256 = ?6, bytes = ?7,
           duration_sec = ?8, silenced = ?9
       WHERE site_id = ?1 AND recording_id = ?2 AND object_key IS ?10 AND ?5 = ${NEWEST}
         AND EXISTS (SELECT 1 FROM site AS s WHERE s.id = ?1 AND s.audio_upload <> 'off')`,
    )
    .bind(
      siteId,
      recordingId,
      nowMs,
      file.objectKey,
      file.transcriptVersion,
      file.sha256,
      file.bytes,
      file.durationSec,
      JSON.stringify(file.silenced),
      before.objectKey,
    )
    .run();
  return meta.changes > 0;
}

/** Notes why the agent cannot send what is wanted; a file that lay there before is deleted already. */
export async function noteUnavailable(
  db: Database,
  siteId: string,
  recordingId: string,
  code: AudioUnavailableCode,
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `UPDATE call_audio SET state = 'unavailable', since = ?3, reason = ?4, object_key = NULL
       WHERE site_id = ?1 AND recording_id = ?2 AND state = 'wanted'`,
    )
    .bind(siteId, recordingId, nowMs, code)
    .run();
}

export async function readWanted(
  db: Database,
  siteId: string,
): Promise<{ audioUpload: AudioUpload; recordingIds: string[] }> {
  const [sites, wanted] = await db.$client.batch<Record<string, unknown>>([
    db.$client.prepare("SELECT audio_upload AS audioUpload FROM site WHERE id = ?1").bind(siteId),
    db.$client
      .prepare(
        `SELECT recording_id AS recordingId FROM call_audio WHERE site_id = ?1 AND state = 'wanted'
         ORDER BY recording_id LIMIT ${MAX_WANTED_AUDIO}`,
      )
      .bind(siteId),
  ]);
  const audioUpload = audioUploadSchema.catch("off").parse(sites?.results[0]?.audioUpload);
  const recordingIds = (wanted?.results ?? []).map(({ recordingId }) => String(recordingId));
  return { audioUpload, recordingIds: audioUpload === "off" ? [] : recordingIds };
}

/** As it is stored. */
export const storedSilencedSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(silencedSchema);

const playableSchema = z.object({
  agentUser: z.string().nullable(),
  objectKey: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  storedAt: z.number(),
});
export type PlayableAudio = z.infer<typeof playableSchema>;

/** The sound of a call that may be heard; null where there is none. */
export async function readPlayable(
  db: Database,
  siteId: string,
  recordingId: string,
  nowMs: number,
): Promise<PlayableAudio | null> {
  const row = await db.$client
    .prepare(
      `SELECT c.agent_user AS agentUser, a.object_key AS objectKey, a.sha256, a.bytes, a.since AS storedAt
       FROM call_audio AS a
       CROSS JOIN site AS s ON s.id = a.site_id
       CROSS JOIN call AS c ON c.site_id = a.site_id AND c.recording_id = a.recording_id
       WHERE a.site_id = ?1 AND a.recording_id = ?2 AND ${isPlayable("?3")}`,
    )
    .bind(siteId, recordingId, nowMs)
    .first();
  return row === null ? null : playableSchema.parse(row);
}

const oldSchema = z.object({
  siteId: z.string(),
  recordingId: z.string(),
  objectKey: z.string().nullable(),
  since: z.number(),
});
export type OldAudio = z.infer<typeof oldSchema>;

/** Some of what is older than its site keeps it, and of sites that have switched the upload off: by key, no row beside them. */
export async function readOldAudio(
  db: Database,
  nowMs: number,
  limit: number,
): Promise<OldAudio[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT a.site_id AS siteId, a.recording_id AS recordingId, a.object_key AS objectKey, a.since
       FROM site AS s
       CROSS JOIN call_audio AS a INDEXED BY call_audio_by_age ON a.site_id = s.id
         AND a.since < iif(s.audio_upload = 'off', 9e15, ?1 - s.audio_days * 86400000)
       LIMIT ?2`,
    )
    .bind(nowMs, limit)
    .all();
  return z.array(oldSchema).parse(results);
}

/** Forgets rows whose files are deleted, where nothing has changed since they were read. */
export async function forgetAudio(db: Database, gone: readonly OldAudio[]): Promise<void> {
  await db.$client
    .prepare(
      `DELETE FROM call_audio
       WHERE rowid IN (SELECT a.rowid FROM json_each(?1) AS gone
                       CROSS JOIN call_audio AS a ON a.site_id = gone.value->>'siteId'
                         AND a.recording_id = gone.value->>'recordingId' AND a.since = gone.value->>'since')`,
    )
    .bind(JSON.stringify(gone))
    .run();
}

/** Forgets all that is known of the sound of these recordings. */
export async function forgetAudioOf(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
): Promise<void> {
  await db.$client
    .prepare(
      "DELETE FROM call_audio WHERE site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2))",
    )
    .bind(siteId, JSON.stringify(recordingIds))
    .run();
}
