import type { Call } from "#shared/contracts/call.ts";
import type { Transcript } from "#shared/contracts/transcript.ts";

import type { Database } from "../db/client.ts";
import { callStatements, changedCalls } from "./calls.repository.ts";

export type HashedTranscript = {
  recordingId: string;
  contentHash: string;
  transcript: Transcript;
};

export type StoredChanges = {
  /** Ids of the calls that were new or changed. */
  calls: Set<string>;
  /** Hashes of the transcripts that became a new version, by recording. */
  contents: Map<string, Set<string>>;
};

/**
 * Content that is already a version of its recording is left out; the rest become the next versions, in order. Whatever was
 * forgotten since the batch was looked through is left out too, and whatever day has lost its scores since.
 */
const INSERT_TRANSCRIPTS = `
  INSERT INTO transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count,
                          audio_sec, speech_sec, transcription_sec, redactions, confidence, low_confidence, left_out,
                          redacted_spans, received_at)
  SELECT ?1, item.recording_id,
         item.last_version + row_number() OVER (PARTITION BY item.recording_id ORDER BY item.position),
         item.content_hash, item.transcript->>'language', item.transcript->>'model', item.transcript->'segments',
         item.transcript->>'word_count', item.transcript->>'audio_sec', item.transcript->>'speech_sec',
         item.transcript->>'transcription_sec', item.transcript->'redactions', item.transcript->>'confidence',
         coalesce(item.transcript->>'low_confidence', 0), coalesce(item.transcript->'left_out', '[]'),
         coalesce(item.transcript->'redacted_spans', '[]'), ?3
  FROM (
    SELECT item.key AS position, item.value->>'recordingId' AS recording_id,
           item.value->>'contentHash' AS content_hash, item.value->'transcript' AS transcript,
           coalesce((SELECT max(version) FROM transcript AS t
                     WHERE t.site_id = ?1 AND t.recording_id = item.value->>'recordingId'), 0) AS last_version
    FROM json_each(?2) AS item
    WHERE NOT EXISTS (SELECT 1 FROM transcript AS t
                      WHERE t.site_id = ?1 AND t.recording_id = item.value->>'recordingId'
                        AND t.content_hash = item.value->>'contentHash')
      AND NOT EXISTS (SELECT 1 FROM forgotten_call AS f
                      WHERE f.site_id = ?1 AND f.recording_id = item.value->>'recordingId')
      AND NOT EXISTS (SELECT 1 FROM call AS c CROSS JOIN site AS s ON s.id = c.site_id AND s.scores_kept_from > c.local_date
                      WHERE c.site_id = ?1 AND c.recording_id = item.value->>'recordingId')
  ) AS item
  RETURNING recording_id, content_hash`;

const NEWEST_VERSION = `
  SELECT max(t.version) FROM transcript AS t
  WHERE t.site_id = scoring_job.site_id AND t.recording_id = scoring_job.recording_id`;

/** Scoring an older transcript is pointless now: its job is done, and a tick that still works on it commits nothing. */
const CLOSE_OLDER_JOBS = `
  UPDATE scoring_job
  SET state = 'done', lease_token = NULL, updated_at = ?3,
      last_error = 'superseded by transcript version ' || (${NEWEST_VERSION})
  WHERE site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2))
    AND state <> 'done' AND transcript_version < (${NEWEST_VERSION})`;

const OPEN_JOBS = `
  INSERT INTO scoring_job (site_id, recording_id, transcript_version, state, next_at, created_at, updated_at)
  SELECT site_id, recording_id, max(version), 'due', ?3, ?3, ?3
  FROM transcript
  WHERE site_id = ?1 AND recording_id IN (SELECT value FROM json_each(?2))
  GROUP BY recording_id
  ON CONFLICT (site_id, recording_id, transcript_version) DO NOTHING`;

/**
 * Stores calls, their transcripts and their scoring jobs in one batch. Each recording occurs once in `calls`, each
 * content once in `transcripts`.
 */
export async function storeTranscripts(
  db: Database,
  siteId: string,
  calls: readonly Call[],
  transcripts: readonly HashedTranscript[],
  nowMs: number,
): Promise<StoredChanges> {
  const client = db.$client;
  const recordingIds = JSON.stringify(calls.map((call) => call.recording_id));
  const forCalls = callStatements(client, siteId, calls, nowMs);
  const results = await client.batch<{ recording_id: string; content_hash: string }>([
    ...forCalls,
    client.prepare(INSERT_TRANSCRIPTS).bind(siteId, JSON.stringify(transcripts), nowMs),
    client.prepare(CLOSE_OLDER_JOBS).bind(siteId, recordingIds, nowMs),
    client.prepare(OPEN_JOBS).bind(siteId, recordingIds, nowMs),
  ]);
  const contents = new Map<string, Set<string>>();
  for (const row of results[forCalls.length]?.results ?? []) {
    const hashes = contents.get(row.recording_id) ?? new Set();
    contents.set(row.recording_id, hashes.add(row.content_hash));
  }
  return {
    calls: changedCalls(results),
    contents,
  };
}
