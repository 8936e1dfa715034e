import { and, desc, eq, gt, max, sql, type SQL } from "drizzle-orm";
import * as z from "zod";

import { recordingStateSchema } from "#shared/contracts/call.ts";
import { excerptSchema } from "#shared/contracts/qa-api.ts";
import { leftOutSchema, redactedSpanSchema, segmentSchema } from "#shared/contracts/transcript.ts";

import { site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { call, score, scoringJob, transcript } from "../db/schema.ts";
import { opinionSchema, storedOpinions, type Opinion } from "../scoring/judging/opinion.ts";
import {
  foundAutoFailSchema,
  injectionSignSchema,
  scoredCriterionSchema,
} from "../scoring/judging/scored-criterion.ts";

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
const flag = z.int().transform((value) => value === 1);

const callRowSchema = z.object({
  recordingId: z.string(),
  uniqueid: z.string().nullable(),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  campaignId: z.string().nullable(),
  callStatus: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  localDate: z.string(),
  durationSec: z.number().nullable(),
  agentState: recordingStateSchema,
  stateReason: z.string().nullable(),
  isSample: flag,
});

const scoreRowSchema = z.object({
  version: z.number(),
  isCurrent: flag,
  transcriptVersion: z.number(),
  scorecardId: z.string(),
  scorecardVersion: z.number(),
  provider: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  total: z.number().nullable(),
  flagged: flag,
  flagReason: z.string().nullable(),
  criteria: json(z.array(scoredCriterionSchema)),
  autoFails: json(z.array(foundAutoFailSchema)),
  injections: json(z.array(injectionSignSchema)),
  excerpt: json(excerptSchema).nullable(),
  summary: z.string(),
  strengths: json(z.array(z.string())),
  improvements: json(z.array(z.string())),
  costUsd: z.number(),
  secondOpinion: json(opinionSchema).nullable(),
  /** Epoch milliseconds; then marks and totals are left. */
  quotesRemovedAt: z.number().nullable(),
  createdAt: z.number(),
});
export type ScoreRecord = z.infer<typeof scoreRowSchema>;

const transcriptRowSchema = z.object({
  version: z.number(),
  language: z.string(),
  model: z.string(),
  segments: json(z.array(segmentSchema)),
  wordCount: z.number(),
  transcriptionSec: z.number(),
  confidence: z.number().nullable(),
  lowConfidence: flag,
  leftOut: json(z.array(leftOutSchema)),
  redactedSpans: json(z.array(redactedSpanSchema)),
  /** Empty once its caller's data was deleted on request. */
  contentHash: z.string(),
  /** Epoch milliseconds; then there are no segments any more. */
  textRemovedAt: z.number().nullable(),
});
export type TranscriptRecord = z.infer<typeof transcriptRowSchema>;

export type JobRecord = {
  transcriptVersion: number;
  state: (typeof scoringJob.$inferSelect)["state"];
  lastError: string | null;
  /** Those that no score came of, so far. */
  opinions: Opinion[];
};

export type CallRecord = z.infer<typeof callRowSchema> & {
  /** The transcript the score was made from, or the newest when there is no score. */
  transcript: TranscriptRecord | null;
  score: ScoreRecord | null;
  /** The newest scoring job. */
  job: JobRecord | null;
  /** Where the call has none of them, because the site no longer keeps scores of its day; null otherwise. */
  scoresRemoved: ScoresRemoved | null;
};

/** How long the site keeps scores now, 0 for ever, and the first local date of which it still has them. */
export type ScoresRemoved = { scoreDays: number; keptFrom: string };

/**
 * A call with all that belongs to it, by recording id or else by uniqueid (the newest, where several recordings share
 * one); null when the site has no such call. With `scoreVersion` the score is that one instead of the current, if there is
 * such a one. Two round trips, three by uniqueid, and one more for a call that has nothing but its own row.
 */
export async function readCallRecord(
  db: Database,
  siteId: string,
  id: string,
  scoreVersion: number | null = null,
): Promise<CallRecord | null> {
  // One statement for both would have SQLite read every call of the site.
  const callRow =
    (await findCall(db, siteId, eq(call.recordingId, id))) ??
    (await findCall(db, siteId, eq(call.uniqueid, id)));
  if (callRow === undefined) return null;

  const { recordingId } = callRow;
  const ofScore = and(
    eq(score.siteId, siteId),
    eq(score.recordingId, recordingId),
    scoreVersion === null ? eq(score.isCurrent, 1) : eq(score.version, scoreVersion),
  );
  const ofTranscript = and(eq(transcript.siteId, siteId), eq(transcript.recordingId, recordingId));
  const scored = db.select({ version: score.transcriptVersion }).from(score).where(ofScore);
  const newest = db
    .select({ version: max(transcript.version) })
    .from(transcript)
    .where(ofTranscript);
  const [scoreRows, transcriptRows, jobRows] = await db.batch([
    db.select().from(score).where(ofScore).limit(1),
    db
      .select()
      .from(transcript)
      .where(and(ofTranscript, eq(transcript.version, sql`coalesce((${scored}), (${newest}))`)))
      .limit(1),
    db
      .select({
        transcriptVersion: scoringJob.transcriptVersion,
        state: scoringJob.state,
        lastError: scoringJob.lastError,
        opinions: scoringJob.opinions,
      })
      .from(scoringJob)
      .where(and(eq(scoringJob.siteId, siteId), eq(scoringJob.recordingId, recordingId)))
      .orderBy(desc(scoringJob.transcriptVersion))
      .limit(1),
  ]);
  const [jobRow] = jobRows;
  const isBare = scoreRows.length + transcriptRows.length + jobRows.length === 0;
  return {
    ...callRowSchema.parse(callRow),
    score: scoreRowSchema.optional().parse(scoreRows[0]) ?? null,
    transcript: transcriptRowSchema.optional().parse(transcriptRows[0]) ?? null,
    job: jobRow === undefined ? null : jobRecord(jobRow),
    scoresRemoved:
      isBare && callRow.agentState === "transcribed"
        ? await scoresRemoved(db, siteId, callRow.localDate)
        : null,
  };
}

/** Whether the scores of a day were removed. */
async function scoresRemoved(
  db: Database,
  siteId: string,
  localDate: string,
): Promise<ScoresRemoved | null> {
  const [row] = await db
    .select({ scoreDays: site.scoreDays, keptFrom: site.scoresKeptFrom })
    .from(site)
    .where(and(eq(site.id, siteId), gt(site.scoresKeptFrom, localDate)));
  return row ?? null;
}

/** Opinions of a job that was ended in another way than by a score are nobody's to decide any more. */
function jobRecord(row: Omit<JobRecord, "opinions"> & { opinions: string | null }): JobRecord {
  return { ...row, opinions: row.state === "done" ? [] : storedOpinions(row.opinions) };
}

async function findCall(db: Database, siteId: string, isWanted: SQL) {
  const [row] = await db
    .select()
    .from(call)
    .where(and(eq(call.siteId, siteId), isWanted))
    .orderBy(desc(call.startedAt))
    .limit(1);
  return row;
}
