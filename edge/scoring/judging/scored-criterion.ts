import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

/** A quote that was found in the stored transcript; `segment` counts from 0, times are the segments' own. */
export const locatedQuoteSchema = z.object({
  quote: z.string(),
  segment: z.int().nonnegative(),
  start_sec: z.number().nonnegative(),
  end_sec: z.number().nonnegative(),
});
export type LocatedQuote = z.infer<typeof locatedQuoteSchema>;

/** One criterion as it is stored and shown: the judge's mark after code has checked its evidence. */
export const scoredCriterionSchema = z.object({
  id: criterionIdSchema,
  mark: markSchema,
  rationale: z.string(),
  evidence: z.array(locatedQuoteSchema),
});
export type ScoredCriterion = z.infer<typeof scoredCriterionSchema>;

export const foundAutoFailSchema = z.object({
  id: autoFailIdSchema,
  evidence: z.array(locatedQuoteSchema),
});
export type FoundAutoFail = z.infer<typeof foundAutoFailSchema>;

/** Someone on the call speaks to the judge instead of to the other party. */
export const injectionSignSchema = z.object({
  segment: z.int().nonnegative(),
  start_sec: z.number().nonnegative(),
  text: z.string(),
});
export type InjectionSign = z.infer<typeof injectionSignSchema>;
