import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  sqliteView,
  text,
} from "drizzle-orm/sqlite-core";

import { site } from "./accounts-schema.ts";

/*
 * The tables of calls and scores; each other file here has those of one subject. Times are epoch milliseconds (UTC), `local_date` is YYYY-MM-DD in the site's zone, JSON is text.
 * A row written costs one more for every index on it (D1 bills them), so there are few.
 */

export const call = sqliteTable(
  "call",
  {
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    recordingId: text("recording_id").notNull(),
    uniqueid: text("uniqueid"),
    agentUser: text("agent_user"),
    agentName: text("agent_name"),
    campaignId: text("campaign_id"),
    callStatus: text("call_status"),
    startedAt: integer("started_at").notNull(),
    localDate: text("local_date").notNull(),
    durationSec: real("duration_sec"),
    /** The on-prem queue's state, as the agent last told it. */
    agentState: text("agent_state").notNull(),
    stateReason: text("state_reason"),
    /** 1 for generated sample history, 0 for real calls. */
    isSample: integer("is_sample").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.recordingId] }),
    index("call_by_date").on(table.siteId, table.localDate, table.startedAt, table.recordingId),
    index("call_by_agent").on(
      table.siteId,
      table.agentUser,
      table.localDate,
      table.startedAt,
      table.recordingId,
    ),
    index("call_by_uniqueid").on(table.siteId, table.uniqueid),
  ],
);

/** Transcripts are never changed: another content is another version. */
export const transcript = sqliteTable(
  "transcript",
  {
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    version: integer("version").notNull(),
    contentHash: text("content_hash").notNull(),
    language: text("language").notNull(),
    model: text("model").notNull(),
    /** `Segment[]` of shared/contracts/transcript.ts. */
    segments: text("segments").notNull(),
    wordCount: integer("word_count").notNull(),
    audioSec: real("audio_sec").notNull(),
    speechSec: real("speech_sec").notNull(),
    transcriptionSec: real("transcription_sec").notNull(),
    redactions: text("redactions").notNull(),
    /** Of the whole transcript, 0 to 1; null where the agent did not say. */
    confidence: real("confidence"),
    /** 1 where the agent says that it is below the site's threshold. */
    lowConfidence: integer("low_confidence").notNull().default(0),
    /** `LeftOut[]` and `RedactedSpan[]` of shared/contracts/transcript.ts. */
    leftOut: text("left_out").notNull().default("[]"),
    redactedSpans: text("redacted_spans").notNull().default("[]"),
    receivedAt: integer("received_at").notNull(),
    /** When the text was removed, because it was older than the site keeps texts; `segments` is then []. */
    textRemovedAt: integer("text_removed_at"),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.recordingId, table.version] })],
);

/**
 * The scoring ledger; its state machine is drawn in edge/scoring/ledger/job-states.ts. Without rowids (the migration jobs_by_key),
 * which saves a row written for each call.
 */
export const scoringJob = sqliteTable(
  "scoring_job",
  {
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    transcriptVersion: integer("transcript_version").notNull(),
    state: text("state", {
      enum: ["due", "leased", "held", "done", "needs_human", "failed"],
    }).notNull(),
    /** When a `due` job may be claimed, a `held` one is due again, or a lease runs out. */
    nextAt: integer("next_at").notNull(),
    leaseToken: text("lease_token"),
    /** Tries that the content used up; waiting for quota is not one. */
    attempts: integer("attempts").notNull().default(0),
    /** How often a tick died, or came too late, while it held this job. */
    leaseLosses: integer("lease_losses").notNull().default(0),
    lastError: text("last_error"),
    /**
     * `Opinion[]` of edge/scoring/judging/opinion.ts, kept while the call has no score: the first while it waits for the second, both
     * when they disagree and a person has to look. Null otherwise.
     */
    opinions: text("opinions"),
    /** The scorecard_run that has the call scored anew, under its own card; null for what came by itself. */
    runId: text("run_id"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.recordingId, table.transcriptVersion] }),
    index("scoring_job_next")
      .on(table.nextAt)
      .where(sql`state in ('due', 'leased', 'held') and run_id is null`),
    /** Those of runs, which come after all others. */
    index("scoring_job_run_next")
      .on(table.nextAt)
      .where(sql`state in ('due', 'leased', 'held') and run_id is not null`),
    index("scoring_job_stuck")
      .on(table.siteId, table.state)
      .where(sql`state in ('needs_human', 'failed')`),
    check(
      "scoring_job_state",
      sql`${table.state} in ('due', 'leased', 'held', 'done', 'needs_human', 'failed')`,
    ),
  ],
);

/** Scores are never edited: a re-score is a new version, and the newest one is current. */
export const score = sqliteTable(
  "score",
  {
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    version: integer("version").notNull(),
    isCurrent: integer("is_current").notNull(),
    transcriptVersion: integer("transcript_version").notNull(),
    scorecardId: text("scorecard_id").notNull(),
    scorecardVersion: integer("scorecard_version").notNull(),
    provider: text("provider").notNull(),
    model: text("model").notNull(),
    promptVersion: text("prompt_version").notNull(),
    /** Repeated from the call, so that flagged lists and rollups need no join. */
    agentUser: text("agent_user"),
    campaignId: text("campaign_id"),
    localDate: text("local_date").notNull(),
    isSample: integer("is_sample").notNull().default(0),
    /** Null when no criterion applied. */
    total: real("total"),
    flagged: integer("flagged").notNull(),
    flagReason: text("flag_reason"),
    /** `ScoredCriterion[]` of edge/scoring/judging/scored-criterion.ts. */
    criteria: text("criteria").notNull(),
    /** `{ id, evidence }[]`, evidence located as in criteria. */
    autoFails: text("auto_fails").notNull(),
    /** Segments in which someone speaks to the judge: `{ segment, text }[]`. */
    injections: text("injections").notNull(),
    /** `Excerpt` of edge/scoring/judging/excerpt.ts where the judge was given parts of a long call; null where it had all of it. */
    excerpt: text("excerpt"),
    summary: text("summary").notNull(),
    strengths: text("strengths").notNull(),
    improvements: text("improvements").notNull(),
    inputTokens: integer("input_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    costUsd: real("cost_usd").notNull(),
    latencyMs: integer("latency_ms").notNull(),
    rawAnswer: text("raw_answer").notNull(),
    /** The `Opinion` of a second judge that agreed; null where one was enough. */
    secondOpinion: text("second_opinion"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.recordingId, table.version] }),
    index("score_flagged")
      .on(table.siteId, table.localDate, table.total)
      .where(sql`is_current = 1 and flagged = 1`),
    index("score_by_date")
      .on(table.siteId, table.localDate, table.total)
      .where(sql`is_current = 1`),
    index("score_by_campaign")
      .on(table.siteId, table.campaignId, table.localDate, table.total)
      .where(sql`is_current = 1`),
    index("score_by_agent")
      .on(table.siteId, table.agentUser, table.localDate, table.total)
      .where(sql`is_current = 1`),
  ],
);

/**
 * Counts and sums per local date, for the whole site (`agent_user` and `campaign_id` both ''), for each agent
 * (`campaign_id` '') and for each campaign (`agent_user` ''), and in one row for all the site ever had (`local_date` ''
 * as well; no extremes). Kept in the batch that changes a call or a score.
 * `scored_calls` counts the current scores that have a total, so `sum_total / scored_calls` is the average; `cost_usd`
 * is that of all versions.
 */
export const dailyStat = sqliteTable(
  "daily_stat",
  {
    siteId: text("site_id").notNull(),
    localDate: text("local_date").notNull(),
    agentUser: text("agent_user").notNull(),
    campaignId: text("campaign_id").notNull(),
    totalCalls: integer("total_calls").notNull().default(0),
    sampleCalls: integer("sample_calls").notNull().default(0),
    scoredCalls: integer("scored_calls").notNull().default(0),
    flaggedCalls: integer("flagged_calls").notNull().default(0),
    sumTotal: real("sum_total").notNull().default(0),
    /** Of the same totals, for how much they differ; the histogram says it too, but takes a page's whole time to read. */
    sumSquares: real("sum_squares").notNull().default(0),
    minTotal: real("min_total"),
    maxTotal: real("max_total"),
    costUsd: real("cost_usd").notNull().default(0),
    /** `{ criterion id: [marks given, their sum] }`; read as rows from daily_criterion_stat. */
    marks: text("marks").notNull().default("{}"),
    /** `{ "57.8": 3 }`: current scores by their total; "none" has those without one. */
    histogram: text("histogram").notNull().default("{}"),
    /** The same of flagged scores. */
    flaggedHistogram: text("flagged_histogram").notNull().default("{}"),
    /**
     * On the site's own rows: `{ "pending": 2, "skipped:too_short": 1 }`, calls by the on-prem queue's state. On those of
     * agents and campaigns `{}`, because each state a call passes through would be two more rows to write.
     */
    states: text("states").notNull().default("{}"),
    /** Calls that a person reviewed. */
    reviewedCalls: integer("reviewed_calls").notNull().default(0),
    /** When the latest of the scores was stored. */
    lastScoredAt: integer("last_scored_at"),
    /** Grows with every change; that of the row of all time tells whether an earlier answer still holds. */
    revision: integer("revision").notNull().default(1),
  },
  (table) => [
    primaryKey({
      columns: [table.siteId, table.agentUser, table.campaignId, table.localDate],
    }),
  ],
);

/**
 * The agents' own rows of daily_stat once more, a whole team in one row: an answer about all agents reads a row per day or
 * week instead of one per agent and day. Weeks begin on Monday.
 */
export const teamStat = sqliteTable(
  "team_stat",
  {
    siteId: text("site_id").notNull(),
    span: text("span", { enum: ["day", "week"] }).notNull(),
    firstDate: text("first_date").notNull(),
    /** `{ agent: [name, scored calls, flagged calls, sum of totals, lowest, highest] }`. */
    agents: text("agents").notNull(),
    /** `{ agent: { criterion: [marks given, their sum] } }`. */
    marks: text("marks").notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.span, table.firstDate] })],
);

/**
 * The marks of daily_stat, a row per criterion. A view, because rows of their own would be 24 more to write for each score,
 * and D1 bills each of them.
 */
export const dailyCriterionStat = sqliteView("daily_criterion_stat", {
  siteId: text("site_id").notNull(),
  localDate: text("local_date").notNull(),
  agentUser: text("agent_user").notNull(),
  campaignId: text("campaign_id").notNull(),
  criterionId: text("criterion_id").notNull(),
  marked: integer("marked").notNull(),
  sumMark: integer("sum_mark").notNull(),
}).as(sql`
  select d.site_id, d.local_date, d.agent_user, d.campaign_id,
         m.key as criterion_id, m.value ->> 0 as marked, m.value ->> 1 as sum_mark
  from daily_stat as d join json_each(d.marks) as m`);

/**
 * What was spent on each day of the site's calendar, by judge. `calls` are those that got their score from it; tokens and
 * costs are those of every answer, also of answers that were of no use. Kept in the batch that ends a job.
 */
export const dailyCost = sqliteTable(
  "daily_cost",
  {
    siteId: text("site_id").notNull(),
    /** The day on which the money was spent, not the call's. */
    localDate: text("local_date").notNull(),
    provider: text("provider").notNull(),
    model: text("model").notNull(),
    calls: integer("calls").notNull().default(0),
    inputTokens: integer("input_tokens").notNull().default(0),
    outputTokens: integer("output_tokens").notNull().default(0),
    costUsd: real("cost_usd").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.localDate, table.provider, table.model] }),
  ],
);

/** The last heartbeat of each site's agent. */
export const agentHeartbeat = sqliteTable("agent_heartbeat", {
  siteId: text("site_id").primaryKey(),
  receivedAt: integer("received_at").notNull(),
  /** `Heartbeat` of shared/contracts/heartbeat.ts. */
  body: text("body").notNull(),
});
