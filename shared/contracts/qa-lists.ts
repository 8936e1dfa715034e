import * as z from "zod";

import { criterionIdSchema } from "#shared/scorecard/scorecard.ts";

import { localDateSchema } from "./call.ts";
import { filterSchema, periodQuery, type PeriodBounds } from "./period-query.ts";
import {
  averageMarkSchema,
  countSchema,
  instantSchema,
  markValueSchema,
  processingStatusSchema,
  totalSchema,
} from "./qa-api.ts";

/*
 * The answers of the QA API that are arrays of flat rows, as Grafana and spreadsheets read them, and their query
 * parameters. Key names and their order stay as they are. No data is null; counts are never null.
 */

/** How many days the lists may take in. */
export const LIST_BOUNDS = {
  categoryMatrix: { minDays: 1, maxDays: 90, defaultDays: 30 },
  distribution: { minDays: 1, maxDays: 365, defaultDays: 30 },
  coverage: { minDays: 1, maxDays: 365, defaultDays: 30 },
  calls: { minDays: 1, maxDays: 90, defaultDays: 7 },
  /** A list by score reads a row for each day besides its calls. */
  callsByScore: { minDays: 1, maxDays: 62, defaultDays: 7 },
} as const satisfies Record<string, PeriodBounds>;

export const categoryMatrixSchema = z.array(
  z.strictObject({
    agent_user: z.string(),
    agent_name: z.string().nullable(),
    category: criterionIdSchema,
    avg_score: averageMarkSchema,
    /** The marks behind the average. */
    n: countSchema,
  }),
);
export type CategoryMatrix = z.infer<typeof categoryMatrixSchema>;

export const categoryMatrixQuerySchema = z.object({
  ...periodQuery(LIST_BOUNDS.categoryMatrix),
  /** Agents with fewer scored calls are left out. */
  min_calls: z.coerce.number().int().min(1).max(1000).default(1),
});

export const distributionSchema = z.array(
  z.strictObject({
    /** The bucket holds totals from `from`, itself included, up to but not including `to`; the last one includes 100. */
    from: z.int().min(20).max(100),
    to: z.int().min(20).max(100),
    calls: countSchema,
    flagged: countSchema,
    /** Of all calls in the answer, 0 to 1, four decimals; null when there are none. */
    share: z.number().min(0).max(1).nullable(),
  }),
);
export type Distribution = z.infer<typeof distributionSchema>;

export const distributionQuerySchema = z.object({
  ...periodQuery(LIST_BOUNDS.distribution),
  agent: filterSchema,
  campaign: filterSchema,
  /** Points to a bucket. */
  width: z.coerce
    .number()
    .pipe(z.union([z.literal(5), z.literal(10), z.literal(20)]))
    .default(10),
});

export const coverageSchema = z.array(
  z.strictObject({
    /** When the date began at the site. */
    time: instantSchema,
    date: localDateSchema,
    site_id: z.string(),
    /** Each is a part of the one before: recorded, not skipped, transcribed, with a score, looked at by a person. */
    recorded: countSchema,
    eligible: countSchema,
    transcribed: countSchema,
    scored: countSchema,
    reviewed: countSchema,
    /** Not transcribed yet. */
    waiting: countSchema,
    skipped: countSchema,
    failed: countSchema,
    lost: countSchema,
  }),
);
export type CoverageRows = z.infer<typeof coverageSchema>;

export const coverageQuerySchema = z.object(periodQuery(LIST_BOUNDS.coverage));

export const callRowSchema = z.strictObject({
  recording_id: z.string(),
  uniqueid: z.string().nullable(),
  call_date: instantSchema,
  /** The site's local date. */
  date: localDateSchema,
  agent_user: z.string().nullable(),
  agent_name: z.string().nullable(),
  campaign_id: z.string().nullable(),
  call_status: z.string().nullable(),
  /** Seconds. */
  call_length: countSchema.nullable(),
  processing_status: processingStatusSchema,
  total_score: totalSchema,
  flagged: z.boolean().nullable(),
  flag_reason: z.string().nullable(),
  greeting: markValueSchema,
  customer_id: markValueSchema,
  needs: markValueSchema,
  product: markValueSchema,
  communication: markValueSchema,
  resolution: markValueSchema,
  closing: markValueSchema,
  compliance: markValueSchema,
  summary: z.string().nullable(),
  llm_provider: z.string().nullable(),
  is_sample: z.boolean(),
});
export const callRowsSchema = z.array(callRowSchema);
export type CallRow = z.infer<typeof callRowSchema>;

export const CALL_SORTS = ["-call_date", "call_date", "total_score", "-total_score"] as const;
export type CallSort = (typeof CALL_SORTS)[number];

export const MAX_CALLS_PER_PAGE = 200;

const scoreBoundSchema = z.coerce.number().min(0).max(100).optional();

export const callsQuerySchema = z.object({
  ...periodQuery(LIST_BOUNDS.calls),
  agent: filterSchema,
  campaign: filterSchema,
  /** The disposition, such as SALE. */
  status: filterSchema,
  /** Inclusive bounds. */
  min_score: scoreBoundSchema,
  max_score: scoreBoundSchema,
  flagged: z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional(),
  state: processingStatusSchema.optional(),
  /** Part of a recording id, uniqueid, agent id, agent name, campaign or disposition; case does not matter. */
  search: z.string().trim().max(64).optional(),
  sort: z.enum(CALL_SORTS).default("-call_date"),
  limit: z.coerce.number().int().min(1).max(MAX_CALLS_PER_PAGE).default(50),
  /** From the answer before: X-Next-Cursor, or the link of rel next. */
  cursor: z.string().max(1000).optional(),
});
export type CallsQuery = z.infer<typeof callsQuerySchema>;
