import * as z from "zod";

import { segmentSchema, type Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import type { Score } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import type { Provider } from "../providers/provider.ts";
import { jobDoneStatement } from "./ledger.repository.ts";
import { LEASE_HOLDS, recordedScoreStatements, type LeasedJob } from "./rollups.repository.ts";
import type { FoundAutoFail, InjectionSign, ScoredCriterion } from "./scored-criterion.ts";

/** What a job is about. */
export type ScoringInput = {
  segments: Segment[];
  /** The recording has a score already, which a new one replaces. */
  isRescore: boolean;
};

/** Loads what is to be scored; null when the transcript is gone. */
export async function loadScoringInput(db: Database, job: LeasedJob): Promise<ScoringInput | null> {
  const row = await db.$client
    .prepare(
      `SELECT segments, EXISTS (SELECT 1 FROM score WHERE site_id = ?1 AND recording_id = ?2) AS is_rescore
       FROM transcript WHERE site_id = ?1 AND recording_id = ?2 AND version = ?3`,
    )
    .bind(job.siteId, job.recordingId, job.transcriptVersion)
    .first<{ segments: string; is_rescore: number }>();
  if (row === null) return null;
  const segments = z.array(segmentSchema).parse(JSON.parse(row.segments));
  return { segments, isRescore: row.is_rescore === 1 };
}

/** Everything that is stored of a judged call. */
export type ScoreRecord = {
  provider: Pick<Provider, "name" | "model" | "promptVersion">;
  scorecard: Scorecard;
  score: Score;
  criteria: readonly ScoredCriterion[];
  autoFails: readonly FoundAutoFail[];
  injections: readonly InjectionSign[];
  summary: string;
  strengths: readonly string[];
  improvements: readonly string[];
  /** Of every request this score took, those whose answer was not used included. */
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Of the answer that was used. */
  latencyMs: number;
  rawAnswer: string;
};

/** Statements of the longest commit. */
export const COMMIT_STATEMENTS = 6;

const RETIRE_CURRENT = `
  UPDATE score SET is_current = 0
  WHERE site_id = ?1 AND recording_id = ?2 AND is_current = 1 AND ${LEASE_HOLDS}`;

const INSERT_SCORE = `
  INSERT INTO score (
    site_id, recording_id, version, is_current, transcript_version, scorecard_id, scorecard_version,
    provider, model, prompt_version, agent_user, campaign_id, local_date, is_sample,
    total, flagged, flag_reason, criteria, auto_fails, injections, summary, strengths, improvements,
    input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, created_at)
  SELECT c.site_id, c.recording_id,
         coalesce((SELECT max(version) FROM score WHERE site_id = ?1 AND recording_id = ?2), 0) + 1, 1, ?3,
         ?5->>'$.scorecard.id', ?5->>'$.scorecard.version',
         ?5->>'$.provider.name', ?5->>'$.provider.model', ?5->>'$.provider.promptVersion',
         c.agent_user, c.campaign_id, c.local_date, c.is_sample,
         ?5->>'$.score.total', ?5->>'$.score.flagged', ?5->>'$.score.flagReason',
         ?5->'$.criteria', ?5->'$.autoFails', ?5->'$.injections',
         ?5->>'$.summary', ?5->'$.strengths', ?5->'$.improvements',
         ?5->>'$.inputTokens', ?5->>'$.outputTokens', ?5->>'$.costUsd', ?5->>'$.latencyMs', ?5->>'$.rawAnswer', ?6
  FROM call AS c
  WHERE c.site_id = ?1 AND c.recording_id = ?2 AND ${LEASE_HOLDS}`;

/**
 * Commits a score with its rollups and the job's end in one batch. Every statement of it depends on the lease, so a
 * tick that lost its lease changes nothing. Answers whether it was committed.
 */
export async function commitScore(
  db: Database,
  job: LeasedJob,
  record: ScoreRecord,
  isRescore: boolean,
  nowMs: number,
): Promise<boolean> {
  const client = db.$client;
  const lease = [job.siteId, job.recordingId, job.transcriptVersion, job.leaseToken] as const;
  const { provider, scorecard } = record;
  const stored = JSON.stringify({
    ...record,
    provider: {
      name: provider.name,
      model: provider.model,
      promptVersion: provider.promptVersion,
    },
    scorecard: { id: scorecard.id, version: scorecard.version },
  });
  const results = await client.batch([
    ...(isRescore ? [client.prepare(RETIRE_CURRENT).bind(...lease)] : []),
    client.prepare(INSERT_SCORE).bind(...lease, stored, nowMs),
    ...recordedScoreStatements(client, job, isRescore),
    jobDoneStatement(client, job, nowMs),
  ]);
  return (results.at(-1)?.results.length ?? 0) > 0;
}
