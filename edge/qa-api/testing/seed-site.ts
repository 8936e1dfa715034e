import type { Segment } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { STANDARD_CRITERION_IDS, type StandardAutoFailId } from "#shared/scorecard/scorecard.ts";
import { scoreCall, type Marks } from "#shared/scoring/score-call.ts";
import { localDateAt } from "#shared/time/site-time.ts";

import type { SiteContext } from "../../app-context.ts";
import { RECOUNT_ROLLUPS } from "../../scoring/rollups/recount-rollups.ts";

export const LONDON: SiteContext = {
  id: "london",
  name: "Northgate Broadband",
  timeZone: "Europe/London",
};

export type SeedCall = {
  recordingId: string;
  uniqueid?: string | null;
  agentUser?: string;
  agentName?: string | null;
  campaignId?: string;
  /** ISO time. */
  startedAt: string;
  durationSec?: number | null;
  agentState?: string;
  stateReason?: string | null;
  isSample?: boolean;
  segments?: Segment[];
  job?: { state: string; lastError?: string | null } | null;
  /** Marks make a score; null leaves the call without one. */
  marks?: Marks | null;
  autoFails?: StandardAutoFailId[];
  rationale?: string;
  injections?: { segment: number; start_sec: number; text: string }[];
  summary?: string;
  provider?: string;
};

/** A segment of five seconds at its place in the call. */
export function segment(at: number, text: string, speaker: Segment["speaker"] = "agent"): Segment {
  return { start_sec: at * 5, end_sec: at * 5 + 4, text, confidence: 0.9, speaker };
}

export const DEFAULT_SEGMENTS: Segment[] = [
  segment(0, "Thank you for calling Northgate Broadband, this is Sarah."),
  segment(1, "My broadband is down.", "customer"),
  segment(2, "I have reset the line from here."),
];

export async function seedSite(db: D1Database, site: SiteContext): Promise<void> {
  await db
    .prepare("insert into site (id, name, time_zone, created_at) values (?, ?, ?, 0)")
    .bind(site.id, site.name, site.timeZone)
    .run();
}

/** Inserts calls with their transcripts, jobs and scores, and makes the rollups of the site a recount of them. */
export async function seedCalls(
  db: D1Database,
  site: SiteContext,
  calls: readonly SeedCall[],
): Promise<void> {
  await db.batch(calls.flatMap((call) => callStatements(db, site, call)));
  await db.batch(RECOUNT_ROLLUPS.map((sql) => db.prepare(sql).bind(site.id)));
}

function callStatements(db: D1Database, site: SiteContext, call: SeedCall): D1PreparedStatement[] {
  const startedAt = Date.parse(call.startedAt);
  const localDate = localDateAt(startedAt, site.timeZone);
  const agentUser = call.agentUser ?? "1001";
  const agentName = call.agentName === undefined ? "Sarah Mitchell" : call.agentName;
  const campaignId = call.campaignId ?? "SUPPORT_IN";
  const sample = call.isSample === true ? 1 : 0;
  const agentState = call.agentState ?? "transcribed";
  const segments = call.segments ?? DEFAULT_SEGMENTS;
  const marks = call.marks ?? null;
  const statements = [
    db
      .prepare(
        `insert into call (site_id, recording_id, uniqueid, agent_user, agent_name, campaign_id, call_status, started_at,
           local_date, duration_sec, agent_state, state_reason, is_sample, created_at, updated_at)
         values (?, ?, ?, ?, ?, ?, 'RESOLV', ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .bind(
        site.id,
        call.recordingId,
        call.uniqueid ?? null,
        agentUser,
        agentName,
        campaignId,
        startedAt,
        localDate,
        call.durationSec === undefined ? 62.15 : call.durationSec,
        agentState,
        call.stateReason ?? null,
        sample,
        startedAt,
        startedAt,
      ),
  ];
  if (agentState === "transcribed") {
    const words = segments.reduce((sum, { text }) => sum + text.split(" ").length, 0);
    statements.push(
      db
        .prepare(
          `insert into transcript (site_id, recording_id, version, content_hash, language, model, segments, word_count,
             audio_sec, speech_sec, transcription_sec, redactions, received_at)
           values (?, ?, 1, 'hash', 'en', 'base.en', ?, ?, 62.15, 40, 5.25, '{}', ?)`,
        )
        .bind(site.id, call.recordingId, JSON.stringify(segments), words, startedAt),
    );
  }
  const job = call.job === undefined && marks !== null ? { state: "done" } : call.job;
  if (job) {
    statements.push(
      db
        .prepare(
          `insert into scoring_job (site_id, recording_id, transcript_version, state, next_at, last_error, created_at, updated_at)
           values (?, ?, 1, ?, ?, ?, ?, ?)`,
        )
        .bind(
          site.id,
          call.recordingId,
          job.state,
          startedAt,
          job.lastError ?? null,
          startedAt,
          startedAt,
        ),
    );
  }
  if (marks !== null) {
    const autoFails = call.autoFails ?? [];
    const { total, flagged, flagReason } = scoreCall(defaultScorecard, marks, autoFails);
    const first = segments[0];
    const evidence =
      first === undefined
        ? []
        : [{ quote: first.text, segment: 0, start_sec: first.start_sec, end_sec: first.end_sec }];
    const criteria = STANDARD_CRITERION_IDS.map((id) => ({
      id,
      mark: marks[id] ?? "NA",
      rationale: call.rationale ?? "As heard.",
      evidence,
    }));
    statements.push(
      db
        .prepare(
          `insert into score (site_id, recording_id, version, is_current, transcript_version, scorecard_id,
             scorecard_version, provider, model, prompt_version, agent_user, campaign_id, local_date, is_sample, total,
             flagged, flag_reason, criteria, auto_fails, injections, summary, strengths, improvements, input_tokens,
             output_tokens, cost_usd, latency_ms, raw_answer, created_at)
           values (?, ?, 1, 1, 1, 'default', ${defaultScorecard.version}, ?, 'test-model', 'prompt-1', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 900,
             300, 0.0004, 1200, '{}', ?)`,
        )
        .bind(
          site.id,
          call.recordingId,
          call.provider ?? "gemini",
          agentUser,
          campaignId,
          localDate,
          sample,
          total,
          flagged ? 1 : 0,
          flagReason,
          JSON.stringify(criteria),
          JSON.stringify(autoFails.map((id) => ({ id, evidence }))),
          JSON.stringify(call.injections ?? []),
          call.summary ?? "The line was reset.",
          JSON.stringify(["Took ownership."]),
          JSON.stringify(["Sum up at the end."]),
          startedAt + 3_600_000,
        ),
    );
  }
  return statements;
}
