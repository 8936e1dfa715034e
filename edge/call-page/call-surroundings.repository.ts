import * as z from "zod";

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
});
export type RecordingTemplates = z.infer<typeof siteRowSchema>;

export type CallSurroundings = {
  card: CallCard;
  /** All scores of the call, newest first; at most MOST_VERSIONS. */
  versions: ScoreVersion[];
  templates: RecordingTemplates;
};

/** What a call's page shows beside the call itself, in one round trip. */
export async function readCallSurroundings(
  db: Database,
  siteId: string,
  call: CallRecord,
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
      .prepare("SELECT audio_url AS audioUrl, vicidial_url AS vicidialUrl FROM site WHERE id = ?1")
      .bind(siteId),
    ...(card === null ? [] : [card]),
  ]);
  return {
    card: cardFromRows(call, cards?.results ?? []),
    versions: z.array(versionSchema).parse(versions?.results ?? []),
    templates: siteRowSchema.parse(site?.results[0]),
  };
}
