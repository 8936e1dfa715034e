import * as z from "zod";

import {
  audioUnavailableCodeSchema,
  type AudioUnavailableCode,
  type Silenced,
} from "#shared/contracts/audio.ts";

import { isPlayable, storedSilencedSchema } from "../audio/audio.repository.ts";
import type { Database } from "../db/client.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { cardFromRows, cardStatement } from "../reviews/card-of-call.repository.ts";
import type { CallCard } from "../reviews/card-of-call.ts";

/** More than anybody scores a call; the newest are listed. */
export const MOST_VERSIONS = 30;

const flag = z.int().transform((value) => value === 1);

const versionSchema = z.object({
  version: z.number(),
  isCurrent: flag,
  scorecardId: z.string(),
  scorecardVersion: z.number(),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  total: z.number().nullable(),
  flagged: flag,
  costUsd: z.number(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
/** One of a call's scores, as a line of a list. */
export type ScoreVersion = z.infer<typeof versionSchema>;

const siteRowSchema = z.object({
  audioUrl: z.string().nullable(),
  vicidialUrl: z.string().nullable(),
  isPlayable: flag.nullable(),
  silenced: storedSilencedSchema.nullable(),
  durationSec: z.number().nullable(),
  noSoundBecause: audioUnavailableCodeSchema.nullable().catch(null),
});
export type RecordingTemplates = Pick<z.infer<typeof siteRowSchema>, "audioUrl" | "vicidialUrl">;

/** A call's sound as it lies here: where it is silent, and its length in seconds. */
export type CallSound = { silenced: Silenced; durationSec: number };

export type CallSurroundings = {
  card: CallCard;
  /** All scores of the call, newest first; at most MOST_VERSIONS. */
  versions: ScoreVersion[];
  templates: RecordingTemplates;
  /** Null where none may be heard here. */
  sound: CallSound | null;
  /** Why sound that was wanted did not come; null where nobody said so. */
  noSoundBecause: AudioUnavailableCode | null;
};

/** What a call's page shows beside the call itself, in one round trip. */
export async function readCallSurroundings(
  db: Database,
  siteId: string,
  call: CallRecord,
  nowMs: number,
): Promise<CallSurroundings> {
  const client = db.$client;
  const card = cardStatement(client, siteId, call);
  const [versions, site, cards] = await client.batch([
    client
      .prepare(
        `SELECT version, is_current AS isCurrent, scorecard_id AS scorecardId, scorecard_version AS scorecardVersion,
                provider, model, prompt_version AS promptVersion, total, flagged, cost_usd AS costUsd,
                created_at AS createdAt
         FROM score WHERE site_id = ?1 AND recording_id = ?2 ORDER BY version DESC LIMIT ${MOST_VERSIONS}`,
      )
      .bind(siteId, call.recordingId),
    client
      .prepare(
        `SELECT s.audio_url AS audioUrl, s.vicidial_url AS vicidialUrl, ${isPlayable("?3")} AS isPlayable, a.silenced,
                a.duration_sec AS durationSec, a.reason AS noSoundBecause
         FROM site AS s LEFT JOIN call_audio AS a ON a.site_id = s.id AND a.recording_id = ?2 WHERE s.id = ?1`,
      )
      .bind(siteId, call.recordingId, nowMs),
    ...(card === null ? [] : [card]),
  ]);
  const {
    isPlayable: isPlayableNow,
    silenced,
    durationSec,
    noSoundBecause,
    ...place
  } = siteRowSchema.parse(site?.results[0]);
  return {
    card: cardFromRows(call, cards?.results ?? []),
    versions: z.array(versionSchema).parse(versions?.results ?? []),
    templates: place,
    sound:
      isPlayableNow === true && silenced !== null && durationSec !== null
        ? { silenced, durationSec }
        : null,
    noSoundBecause,
  };
}
