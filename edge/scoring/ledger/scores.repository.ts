import * as z from "zod";

import { segmentSchema, type Segment } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { scorecardSchema, type Scorecard } from "#shared/scorecard/scorecard.ts";

import type { Database } from "../../db/client.ts";
import { storedOpinions, type Opinion } from "../judging/opinion.ts";
import type { InjectionSign } from "../judging/scored-criterion.ts";
import { costStatement, type Spending } from "../rollups/costs.repository.ts";
import {
  LEASE_HOLDS,
  recordedScoreStatements,
  type LeasedJob,
} from "../rollups/rollups.repository.ts";
import { rescoredStatement } from "../runs/run-calls.repository.ts";
import { jobDoneStatement } from "./ledger.repository.ts";

/** What a job is about. */
export type ScoringInput<Job extends LeasedJob = LeasedJob> = {
  job: Job;
  segments: Segment[];
  /** The agent says that the transcript is unsure. */
  lowConfidence: boolean;
  /** The first opinion, where an earlier tick could not get the second. */
  opinions: Opinion[];
  /** The recording has a score already, which a new one replaces. */
  isRescore: boolean;
  /** The site's. */
  timeZone: string;
  /** That of the run; else of the call's campaign, of its site, or the default one. */
  scorecard: Scorecard;
};

const inputRowSchema = z.object({
  position: z.int(),
  segments: z.string(),
  low_confidence: z.int(),
  opinions: z.string().nullable(),
  is_rescore: z.int(),
  time_zone: z.string(),
  run_scorecard: z.string().nullable(),
  scorecard_id: z.string().nullable(),
  scorecard_version: z.number().nullable(),
  content: z.string().nullable(),
});

/** Loads what is to be scored, in one statement; a job whose transcript or scorecard cannot be read is left out. */
export async function loadScoringInputs<Job extends LeasedJob>(
  db: Database,
  jobs: readonly Job[],
): Promise<ScoringInput<Job>[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT job.key AS position, t.segments, t.low_confidence, ledger.opinions, site.time_zone,
              EXISTS (SELECT 1 FROM score AS s
                      WHERE s.site_id = t.site_id AND s.recording_id = t.recording_id) AS is_rescore,
              run.scorecard AS run_scorecard,
              v.scorecard_id, v.version AS scorecard_version, v.content
       FROM json_each(?1) AS job
       JOIN transcript AS t ON t.site_id = job.value->>'siteId'
         AND t.recording_id = job.value->>'recordingId' AND t.version = job.value->>'transcriptVersion'
       JOIN site ON site.id = t.site_id
       LEFT JOIN scoring_job AS ledger ON ledger.site_id = t.site_id AND ledger.recording_id = t.recording_id
         AND ledger.transcript_version = t.version
       LEFT JOIN scorecard_run AS run ON run.id = job.value->>'runId'
       LEFT JOIN scorecard_assignment AS a ON a.site_id = t.site_id AND a.campaign_id = coalesce(
         (SELECT own.campaign_id FROM call AS c
          JOIN scorecard_assignment AS own ON own.site_id = c.site_id AND own.campaign_id = c.campaign_id
          WHERE c.site_id = t.site_id AND c.recording_id = t.recording_id), '')
       LEFT JOIN scorecard_version AS v
         ON v.site_id = a.site_id AND v.scorecard_id = a.scorecard_id AND v.version = a.version`,
    )
    .bind(JSON.stringify(jobs))
    .all();
  const cards = new Map<string, Scorecard | null>();
  return results.flatMap((result) => {
    const row = inputRowSchema.parse(result);
    const job = jobs[row.position];
    const segments = parseSegments(row.segments);
    const cardText = scorecardText(row);
    const scorecard = cards.get(cardText ?? "") ?? parseScorecard(cardText);
    cards.set(cardText ?? "", scorecard);
    if (job === undefined || segments === null || scorecard === null) return [];
    return [
      {
        job,
        segments,
        lowConfidence: row.low_confidence === 1,
        opinions: storedOpinions(row.opinions),
        isRescore: row.is_rescore === 1,
        timeZone: row.time_zone,
        scorecard,
      },
    ];
  });
}

/** The card that is to judge, as JSON; null for the default one. */
function scorecardText(row: z.infer<typeof inputRowSchema>): string | null {
  if (row.run_scorecard !== null) return row.run_scorecard;
  if (row.content === null) return null;
  const named = JSON.stringify({ id: row.scorecard_id, version: row.scorecard_version });
  return `${named.slice(0, -1)},${row.content.slice(1)}`;
}

function parseScorecard(json: string | null): Scorecard | null {
  if (json === null) return defaultScorecard;
  try {
    return scorecardSchema.parse(JSON.parse(json));
  } catch {
    return null;
  }
}

function parseSegments(json: string): Segment[] | null {
  try {
    // None is what is left of a text that was removed.
    return z.array(segmentSchema).min(1).parse(JSON.parse(json));
  } catch {
    return null;
  }
}

/** Everything that is stored of a judged call; tokens and cost are those of all opinions. */
export type ScoreRecord = Opinion & {
  injections: readonly InjectionSign[];
  /** Where a second judge was asked, and agreed. */
  secondOpinion: Opinion | null;
};

/** Statements of the commit of a first score: the score, the rollups, the team's, the costs, the job. */
export const COMMIT_STATEMENTS = 5;
/** What replacing a score takes on top: the retired one, the day's extremes, what it came to for a run. */
export const RESCORE_STATEMENTS = 3;

const RETIRE_CURRENT = `
  UPDATE score SET is_current = 0
  WHERE site_id = ?1 AND recording_id = ?2 AND is_current = 1 AND ${LEASE_HOLDS}`;

const INSERT_SCORE = `
  INSERT INTO score (
    site_id, recording_id, version, is_current, transcript_version, scorecard_id, scorecard_version,
    provider, model, prompt_version, agent_user, campaign_id, local_date, is_sample,
    total, flagged, flag_reason, criteria, auto_fails, injections, excerpt, summary, strengths, improvements,
    input_tokens, output_tokens, cost_usd, latency_ms, raw_answer, second_opinion, created_at)
  SELECT c.site_id, c.recording_id,
         coalesce((SELECT max(version) FROM score WHERE site_id = ?1 AND recording_id = ?2), 0) + 1, 1, ?3,
         ?5->>'$.scorecard.id', ?5->>'$.scorecard.version',
         ?5->>'$.provider.name', ?5->>'$.provider.model', ?5->>'$.provider.promptVersion',
         c.agent_user, c.campaign_id, c.local_date, c.is_sample,
         ?5->>'$.score.total', ?5->>'$.score.flagged', ?5->>'$.score.flagReason',
         ?5->'$.criteria', ?5->'$.autoFails', ?5->'$.injections', nullif(?5->'$.excerpt', 'null'),
         ?5->>'$.summary', ?5->'$.strengths', ?5->'$.improvements',
         ?5->>'$.inputTokens', ?5->>'$.outputTokens', ?5->>'$.costUsd', ?5->>'$.latencyMs', ?5->>'$.rawAnswer',
         nullif(?5->'$.secondOpinion', 'null'), ?6
  FROM call AS c
  WHERE c.site_id = ?1 AND c.recording_id = ?2 AND ${LEASE_HOLDS}`;

/**
 * Commits a score with its rollups and the job's end in one batch. Every statement of it depends on the lease, so a
 * tick that lost its lease changes nothing but the costs, which it had all the same. Answers whether it was committed.
 */
export async function commitScore(
  db: Database,
  { job, isRescore }: Pick<ScoringInput, "job" | "isRescore">,
  record: ScoreRecord,
  spending: Spending,
  nowMs: number,
): Promise<boolean> {
  const client = db.$client;
  const costs = costStatement(client, job, spending, record.provider);
  const lease = [job.siteId, job.recordingId, job.transcriptVersion, job.leaseToken] as const;
  const stored = JSON.stringify(record);
  const results = await client.batch([
    ...(isRescore ? [client.prepare(RETIRE_CURRENT).bind(...lease)] : []),
    client.prepare(INSERT_SCORE).bind(...lease, stored, nowMs),
    ...recordedScoreStatements(client, job, isRescore),
    ...(costs === null ? [] : [costs]),
    ...(job.runId === null ? [] : [rescoredStatement(client, job.runId, job, record, nowMs)]),
    jobDoneStatement(client, job, nowMs),
  ]);
  return (results.at(-1)?.results.length ?? 0) > 0;
}
