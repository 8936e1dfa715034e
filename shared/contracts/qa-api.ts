import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { localDateSchema } from "./call.ts";
import {
  dayOrInstantSchema,
  filterSchema,
  periodQuery,
  type PeriodBounds,
} from "./period-query.ts";
import { verdictSchema } from "./reviews.ts";
import { leftOutSchema, redactedSpanSchema, segmentSchema } from "./transcript.ts";

/*
 * The eight answers of the QA API (design §9) and their query parameters. Panels and pages read these shapes, so key
 * names and their order stay as they are. No data is null.
 */

/** A total, or an average of totals: 20 to 100, one decimal. */
export const totalSchema = z.number().min(20).max(100).nullable();
/** An average of marks: 1 to 5, two decimals. */
export const averageMarkSchema = z.number().min(1).max(5).nullable();
export const markValueSchema = z.int().min(1).max(5).nullable();
export const countSchema = z.int().nonnegative();
export const instantSchema = z.iso.datetime();

export const categoryAveragesSchema = z.strictObject({
  greeting: averageMarkSchema,
  customer_id: averageMarkSchema,
  needs: averageMarkSchema,
  product: averageMarkSchema,
  communication: averageMarkSchema,
  resolution: averageMarkSchema,
  closing: averageMarkSchema,
  compliance: averageMarkSchema,
});
export type CategoryAverages = z.infer<typeof categoryAveragesSchema>;

export const markScoresSchema = z.strictObject({
  greeting: markValueSchema,
  customer_id: markValueSchema,
  needs: markValueSchema,
  product: markValueSchema,
  communication: markValueSchema,
  resolution: markValueSchema,
  closing: markValueSchema,
  compliance: markValueSchema,
});
export type MarkScores = z.infer<typeof markScoresSchema>;

export const healthAnswerSchema = z.strictObject({
  /** `degraded` while the on-prem agent is silent or was never heard. */
  status: z.enum(["ok", "degraded"]),
  db_size_mb: z.number().nonnegative(),
  total_scored: countSchema,
  total_flagged: countSchema,
  /** When the latest score was stored. */
  last_processed: instantSchema.nullable(),
});
export type HealthAnswer = z.infer<typeof healthAnswerSchema>;

export const dailySummarySchema = z.array(
  z.strictObject({
    date: localDateSchema,
    total_calls: countSchema,
    scored_calls: countSchema,
    avg_score: totalSchema,
    flagged_calls: countSchema,
    /** Agent ids; null unless someone has three scored calls that day. */
    top_agent: z.string().nullable(),
    top_score: totalSchema,
    bottom_agent: z.string().nullable(),
    bottom_score: totalSchema,
    category_averages: categoryAveragesSchema,
  }),
);
export type DailySummary = z.infer<typeof dailySummarySchema>;

export const agentReportSchema = z.strictObject({
  agent_user: z.string(),
  agent_name: z.string().nullable(),
  period_start: localDateSchema,
  period_end: localDateSchema,
  total_calls: countSchema,
  avg_score: totalSchema,
  min_score: totalSchema,
  max_score: totalSchema,
  flagged_calls: countSchema,
  category_averages: categoryAveragesSchema,
  /** `calls` are the scored ones, the n behind the average. */
  trend: z.array(
    z.strictObject({ date: localDateSchema, calls: countSchema, avg_score: totalSchema }),
  ),
});
export type AgentReport = z.infer<typeof agentReportSchema>;

export const flaggedCallsSchema = z.array(
  z.strictObject({
    recording_id: z.string(),
    agent_user: z.string().nullable(),
    agent_name: z.string().nullable(),
    campaign_id: z.string().nullable(),
    call_date: instantSchema,
    /** Seconds. */
    call_length: countSchema.nullable(),
    total_score: totalSchema,
    flag_reason: z.string().nullable(),
    summary: z.string(),
    scores: markScoresSchema,
  }),
);
export type FlaggedCalls = z.infer<typeof flaggedCallsSchema>;

export const PROCESSING_STATUSES = [
  "pending",
  "transcribing",
  "transcribed",
  "scoring",
  "complete",
  "error",
  "skipped",
] as const;
export const processingStatusSchema = z.enum(PROCESSING_STATUSES);
export type ProcessingStatus = z.infer<typeof processingStatusSchema>;

const quoteSchema = z.strictObject({
  quote: z.string(),
  /** Place in `segments`, from 0. */
  segment: countSchema,
  start_sec: z.number().nonnegative(),
  end_sec: z.number().nonnegative(),
});

/** What a judge was not given of a call that is too long for it; docs/scoring.md has the rule. */
export const excerptSchema = z.strictObject({
  rule: z.literal("opening-middle-end-1"),
  kept_words: countSchema,
  all_words: countSchema,
  /** Times of the recording. */
  left_out: z.array(
    z.strictObject({ from_sec: z.number().nonnegative(), to_sec: z.number().nonnegative() }),
  ),
});
export type Excerpt = z.infer<typeof excerptSchema>;

const evidenceSchema = z.array(
  z.strictObject({
    id: criterionIdSchema,
    mark: markSchema,
    rationale: z.string(),
    quotes: z.array(quoteSchema),
  }),
);
const autoFailsSchema = z.array(
  z.strictObject({ id: autoFailIdSchema, quotes: z.array(quoteSchema) }),
);

/** What one judge made of a call that was judged twice. */
const opinionAnswerSchema = z.strictObject({
  llm_provider: z.string(),
  model: z.string(),
  prompt_version: z.string(),
  scorecard: z.strictObject({ id: z.string(), version: z.int().positive() }),
  total_score: totalSchema,
  flagged: z.boolean(),
  flag_reason: z.string().nullable(),
  summary: z.string(),
  strengths: z.array(z.string()),
  improvements: z.array(z.string()),
  evidence: evidenceSchema,
  auto_fails: autoFailsSchema,
  excerpt: excerptSchema.nullable(),
  cost_usd: z.number().nonnegative(),
});
export type OpinionAnswer = z.infer<typeof opinionAnswerSchema>;

/** What a person said of a call. It stands beside the judge's score and wins where one figure is shown. */
const callReviewSchema = z.strictObject({
  reviewer: z.string(),
  reviewed_at: instantSchema,
  scorecard: z.strictObject({ id: z.string(), version: z.int().positive() }),
  marks: z.record(criterionIdSchema, markSchema),
  comments: z.record(criterionIdSchema, z.string()),
  /** Ids of the auto-fail items that the person finds in the call. */
  auto_fails: z.array(autoFailIdSchema),
  total_score: totalSchema,
  flagged: z.boolean(),
  flag_reason: z.string().nullable(),
  /** What the person makes of the call as a whole; null where they did not say. */
  verdict: verdictSchema.nullable(),
  comment: z.string(),
  /** The judge's marks were hidden from the person. */
  blind: z.boolean(),
  answers_dispute: z.boolean(),
});
export type CallReview = z.infer<typeof callReviewSchema>;

export const callAnswerSchema = z.strictObject({
  recording_id: z.string(),
  uniqueid: z.string().nullable(),
  agent_user: z.string().nullable(),
  agent_name: z.string().nullable(),
  campaign_id: z.string().nullable(),
  call_date: instantSchema,
  /** Seconds. */
  call_length: countSchema.nullable(),
  call_status: z.string().nullable(),
  processing_status: processingStatusSchema,
  /** A segment a line. */
  transcript: z.string().nullable(),
  language: z.string().nullable(),
  word_count: countSchema.nullable(),
  /** Seconds of work. */
  transcription_time: z.number().nonnegative().nullable(),
  total_score: totalSchema,
  scores: markScoresSchema,
  summary: z.string().nullable(),
  strengths: z.array(z.string()).nullable(),
  improvements: z.array(z.string()).nullable(),
  flagged: z.boolean().nullable(),
  flag_reason: z.string().nullable(),
  llm_provider: z.string().nullable(),
  model: z.string().nullable(),
  prompt_version: z.string().nullable(),
  scorecard: z.strictObject({ id: z.string(), version: z.int().positive() }).nullable(),
  cost_usd: z.number().nonnegative().nullable(),
  evidence: evidenceSchema,
  auto_fails: autoFailsSchema,
  /** Someone on the call spoke to the judge; it did not count. */
  injections: z.array(
    z.strictObject({ segment: countSchema, start_sec: z.number().nonnegative(), text: z.string() }),
  ),
  /** Set when the score was made from parts of the call; null when the judge had all of it, or there is no score. */
  excerpt: excerptSchema.nullable(),
  /** The opinion that waits for a second one, or that a second judge contradicted; null where it became the score. */
  first_opinion: opinionAnswerSchema.nullable(),
  /** Set when the call was judged twice: it agreed with the score, or contradicts `first_opinion`. */
  second_opinion: opinionAnswerSchema.nullable(),
  segments: z.array(segmentSchema),
  /** Of the whole transcript, 0 to 1; null where the agent did not say. */
  transcript_confidence: z.number().min(0).max(1).nullable(),
  /** Whether the agent found that too low; null without a transcript. */
  low_confidence: z.boolean().nullable(),
  /** Text that the agent did not believe; where somebody spoke, the transcript says [inaudible]. */
  left_out: z.array(leftOutSchema),
  /** Where something private was taken out. */
  redacted_spans: z.array(redactedSpanSchema),
  /** When the transcript's words were removed, as the site's `transcript_days` says; null while they are there. */
  text_removed_at: instantSchema.nullable(),
  /** Why the call was skipped, failed or waits for a person; null otherwise. */
  status_reason: z.string().nullable(),
  is_sample: z.boolean(),
  /** What a person last said of it; null where nobody did. */
  review: callReviewSchema.nullable(),
});
export type CallAnswer = z.infer<typeof callAnswerSchema>;

export const trendsSchema = z.array(
  z.strictObject({
    date: localDateSchema,
    /** The scored calls, the n behind the averages. */
    calls: countSchema,
    avg_score: totalSchema,
    flagged: countSchema,
    categories: categoryAveragesSchema,
  }),
);
export type Trends = z.infer<typeof trendsSchema>;

export const leaderboardSchema = z.array(
  z.strictObject({
    /** Equal averages share a rank. */
    rank: z.int().positive(),
    agent_user: z.string(),
    agent_name: z.string().nullable(),
    calls: countSchema,
    avg_score: totalSchema,
    min_score: totalSchema,
    max_score: totalSchema,
    flagged: countSchema,
  }),
);
export type Leaderboard = z.infer<typeof leaderboardSchema>;

export const queueStatusSchema = z.strictObject({
  status_counts: z.strictObject({
    pending: countSchema,
    transcribing: countSchema,
    transcribed: countSchema,
    scoring: countSchema,
    complete: countSchema,
    error: countSchema,
    skipped: countSchema,
  }),
  /** Calls of the site's local today. */
  today_queued: countSchema,
  total: countSchema,
});
export type QueueStatus = z.infer<typeof queueStatusSchema>;

export const PERIOD_BOUNDS = {
  dailySummary: { minDays: 1, maxDays: 90, defaultDays: 7 },
  agent: { minDays: 1, maxDays: 365, defaultDays: 30 },
  flagged: { minDays: 1, maxDays: 90, defaultDays: 7 },
  trends: { minDays: 7, maxDays: 365, defaultDays: 30 },
  leaderboard: { minDays: 1, maxDays: 90, defaultDays: 7 },
  cost: { minDays: 1, maxDays: 365, defaultDays: 30 },
} as const satisfies Record<string, PeriodBounds>;

export const dailySummaryQuerySchema = z.object({
  ...periodQuery(PERIOD_BOUNDS.dailySummary),
  /** One day; wins over the others. */
  date: dayOrInstantSchema.optional(),
});
export const agentQuerySchema = z.object(periodQuery(PERIOD_BOUNDS.agent));
export const flaggedQuerySchema = z.object({
  ...periodQuery(PERIOD_BOUNDS.flagged),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  agent: filterSchema,
  campaign: filterSchema,
});
export const trendsQuerySchema = z.object({
  ...periodQuery(PERIOD_BOUNDS.trends),
  campaign: filterSchema,
});
export const costQuerySchema = z.object(periodQuery(PERIOD_BOUNDS.cost));
export const leaderboardQuerySchema = z.object({
  ...periodQuery(PERIOD_BOUNDS.leaderboard),
  min_calls: z.coerce.number().int().min(1).max(1000).default(5),
});
