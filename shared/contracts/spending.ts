import * as z from "zod";

import { localDateSchema } from "./call.ts";

/* What scoring costs and how much of the providers' limits it uses, as the API answers it: flat rows. */

const countSchema = z.int().nonnegative();
const instantSchema = z.iso.datetime();
const usdSchema = z.number().nonnegative();

/** What was spent, a row per day and judge, oldest first. Days are those on which the money was spent. */
export const costSchema = z.array(
  z.strictObject({
    date: localDateSchema,
    provider: z.string(),
    model: z.string(),
    /** Calls that have a score from this judge; tokens and costs are those of every answer, also of useless ones. */
    calls: countSchema,
    input_tokens: countSchema,
    output_tokens: countSchema,
    cost_usd: usdSchema,
    /** Null when no call was scored. */
    cost_per_call_usd: usdSchema.nullable(),
  }),
);
export type Cost = z.infer<typeof costSchema>;

/** What the site's calendar month is heading for, a row per judge. */
export const costForecastSchema = z.array(
  z.strictObject({
    /** YYYY-MM. */
    month: z.string(),
    provider: z.string(),
    model: z.string(),
    calls_so_far: countSchema,
    spent_so_far_usd: usdSchema,
    /** The mean of the last 28 days, days without costs included, since the site's first. */
    mean_daily_usd: usdSchema,
    days_left: countSchema,
    forecast_usd: usdSchema,
  }),
);
export type CostForecast = z.infer<typeof costForecastSchema>;

/** How much of each provider's limits is used: four rows a judge, by window and unit. */
export const quotaSchema = z.array(
  z.strictObject({
    provider: z.string(),
    model: z.string(),
    /** `minute` is UTC's, `day` begins at midnight in the provider's own zone. */
    window: z.enum(["minute", "day"]),
    unit: z.enum(["requests", "tokens"]),
    used: countSchema,
    /** Null where no limit is known. */
    limit: countSchema.nullable(),
    /** Who says so: the settings, the provider itself, or the catalogue, which assumes the free tier. */
    limit_source: z.enum(["setting", "provider", "catalogue"]).nullable(),
    resets_at: instantSchema,
    /**
     * `closed` after a failure, until `closed_until`; `half_open` once that has passed and the next request is to show
     * whether it works again; `no_key` where the provider's secret is not set.
     */
    state: z.enum(["open", "closed", "half_open", "no_key"]),
    closed_until: instantSchema.nullable(),
    /** The kind of failure, such as `day_limit` or `auth`. */
    closed_reason: z.string().nullable(),
  }),
);
export type Quota = z.infer<typeof quotaSchema>;
