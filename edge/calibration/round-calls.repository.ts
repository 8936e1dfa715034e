import * as z from "zod";

import { autoFailIdSchema } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../db/client.ts";
import { criterionMarks } from "../qa-api/score-list.repository.ts";
import { marksTextSchema } from "../qa-api/stored-marks.ts";

const callSchema = z.object({
  recordingId: z.string(),
  /** From 1, among those that are still there. */
  position: z.number(),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  campaignId: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  durationSec: z.number().nullable(),
  isSample: z.int().transform((value) => value === 1),
});
/** A call of a round, with nothing of what anybody thinks of it. */
export type RoundCall = z.infer<typeof callSchema>;

/** The calls of a round in the order in which they are marked: two rows read for each. */
export async function readRoundCalls(
  db: Database,
  siteId: string,
  roundId: string,
): Promise<RoundCall[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT r.recording_id AS recordingId, r.position, c.agent_user AS agentUser, c.agent_name AS agentName,
              c.campaign_id AS campaignId, c.started_at AS startedAt, c.duration_sec AS durationSec, c.is_sample AS isSample
       FROM calibration_call AS r
       CROSS JOIN call AS c ON c.site_id = ?1 AND c.recording_id = r.recording_id
       WHERE r.round_id = ?2`,
    )
    .bind(siteId, roundId)
    .all();
  return z
    .array(callSchema)
    .parse(results)
    .toSorted((a, b) => a.position - b.position)
    .map((call, at) => ({ ...call, position: at + 1 }));
}

const judgedSchema = z.object({
  recordingId: z.string(),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  total: z.number().nullable(),
  flagged: z.int().transform((value) => value === 1),
  marks: marksTextSchema,
  autoFails: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.object({ id: autoFailIdSchema }))),
});
/** What the judge had said of a call when its round began. */
export type JudgedCall = z.infer<typeof judgedSchema>;

/** The judge's marks of a round, or of one call of it: two rows read for each call. */
export async function readJudged(
  db: Database,
  siteId: string,
  roundId: string,
  recordingId: string | null = null,
): Promise<JudgedCall[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT s.recording_id AS recordingId, s.provider, s.model, s.prompt_version AS promptVersion, s.total, s.flagged,
              ${criterionMarks("s.criteria")} AS marks, s.auto_fails AS autoFails
       FROM calibration_call AS r
       CROSS JOIN score AS s ON s.site_id = ?1 AND s.recording_id = r.recording_id AND s.version = r.score_version
       WHERE r.round_id = ?2 AND r.recording_id = coalesce(?3, r.recording_id)`,
    )
    .bind(siteId, roundId, recordingId)
    .all();
  return z.array(judgedSchema).parse(results);
}
