import * as z from "zod";

import type { Excerpt } from "#shared/contracts/qa-api.ts";
import { segmentSchema, type Segment } from "#shared/contracts/transcript.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import type { Score } from "#shared/scoring/score-call.ts";

import type { Database } from "../db/client.ts";
import type { Provider } from "../providers/provider.ts";
import { costStatement, type Spending } from "./costs.repository.ts";
import { jobDoneStatement } from "./ledger.repository.ts";
import { LEASE_HOLDS, recordedScoreStatements, type LeasedJob } from "./rollups.repository.ts";
import type { FoundAutoFail, InjectionSign, ScoredCriterion } from "./scored-criterion.ts";

/** What a job is about. */
export type ScoringInput<Job extends LeasedJob = LeasedJob> = {
  job: Job;
  segments: Segment[];
  /** The recording has a score already, which a new one replaces. */
  isRescore: boolean;
  /** The site's. */
  timeZone: string;
};

const inputRowSchema = z.object({
  position: z.int(),
  segments: z.string(),
  is_rescore: z.int(),
  time_zone: z.string(),
});

/** Loads what is to be scored, in one statement; a job whose transcript is gone or cannot be read is left out. */
export async function loadScoringInputs<Job extends LeasedJob>(
  db: Database,
  jobs: readonly Job[],
): Promise<ScoringInput<Job>[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT job.key AS position, t.segments, site.time_zone,
              EXISTS (SELECT 1 FROM score AS s
                      WHERE s.site_id = t.site_id AND s.recording_id = t.recording_id) AS is_rescore
       FROM json_each(?1) AS job
       JOIN transcript AS t ON t.site_id = job.value->>'siteId'
         AND t.recording_id = job.value->>'recordingId' AND t.version = job.value->>'transcriptVersion'
       JOIN site ON site.id = t.site_id`,
    )
    .bind(JSON.stringify(jobs))
    .all();
  return results.flatMap((result) => {
    const row = inputRowSchema.parse(result);
    const job = jobs[row.position];
    const segments = parseSegments(row.segments);
    if (job === undefined || segments === null) return [];
    return [{ job, segments, isRescore: row.is_rescore === 1, timeZone: row.time_zone }];
  });
}

function parseSegments(json: string): Segment[] | null {
  try {
    // None is what is left of a text that was removed.
    return z.array(segmentSchema).min(1).parse(JSON.parse(json));
  } catch {
    return null;
  }
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
  /** What the judge was not given; null when it had the whole call. */
  excerpt: Excerpt | null;
  /** Of every request this score took, those whose answer was not used included. */
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Of the answer that was used. */
  latencyMs: number;
  rawAnswer: string;
};

/** Statements of the commit of a first score: the score, the rollups, the team's, the costs, the job. */
export const COMMIT_STATEMENTS = 5;
/** What replacing a score takes on top: the retired one, the day's extremes. */
export const RESCORE_STATEMENTS = 2;

const RETIRE_CURRENT = `
  UPDATE score SET is_current = 0
  WHERE site_id = ?1 AND recording_id = ?2 AND is_current = 1 AND ${LEASE_HOLDS}`;

const INSERT_SCORE = `
  INSERT INTO score (
    site_id, recording_id, version, is_current, transcript_version, scorecard_id, scorecard_version,
    provider, model, prompt_version, agent_user, campaign_id, local_date, is_sample,
    total, flagged, flag_reason, criteria, auto_fails, injections, excerpt, summary, strengths, improvements,
    input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, created_at)
  SELECT c.site_id, c.recording_id,
         coalesce((SELECT max(version) FROM score WHERE site_id = ?1 AND recording_id = ?2), 0) + 1, 1, ?3,
         ?5->>'$.scorecard.id', ?5->>'$.scorecard.version',
         ?5->>'$.provider.name', ?5->>'$.provider.model', ?5->>'$.provider.promptVersion',
         c.agent_user, c.campaign_id, c.local_date, c.is_sample,
         ?5->>'$.score.total', ?5->>'$.score.flagged', ?5->>'$.score.flagReason',
         ?5->'$.criteria', ?5->'$.autoFails', ?5->'$.injections', nullif(?5->'$.excerpt', 'null'),
         ?5->>'$.summary', ?5->'$.strengths', ?5->'$.improvements',
         ?5->>'$.inputTokens', ?5->>'$.outputTokens', ?5->>'$.costUsd', ?5->>'$.latencyMs', ?5->>'$.rawAnswer', ?6
  FROM call AS c
  WHERE c.site_id = ?1 AND c.recording_id = ?2 AND ${LEASE_HOLDS}`;

/**
 * Commits a score with its rollups and the job's end in one batch. Every statement of it depends on the lease, so a
 * tick that lost its lease changes nothing but the costs, which it had all the same. Answers whether it was committed.
 */
export async function commitScore(
  db: Database,
  { job, isRescore }: Omit<ScoringInput, "segments">,
  record: ScoreRecord,
  spending: Spending,
  nowMs: number,
): Promise<boolean> {
  const client = db.$client;
  const costs = costStatement(client, job, spending, record.provider);
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
    ...(costs === null ? [] : [costs]),
    jobDoneStatement(client, job, nowMs),
  ]);
  return (results.at(-1)?.results.length ?? 0) > 0;
}
