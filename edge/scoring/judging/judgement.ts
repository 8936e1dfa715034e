import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

/**
 * What a judge (a model or the built-in rules) proposes for one criterion. Evidence comes before rationale before mark,
 * because models fill properties in that order and judge better for it.
 */
export const criterionJudgementSchema = z.object({
  evidence: z.array(z.string().min(1).max(300)).max(4),
  rationale: z.string().min(1).max(600),
  mark: markSchema,
});
export type CriterionJudgement = z.infer<typeof criterionJudgementSchema>;

export const autoFailJudgementSchema = z.object({
  id: autoFailIdSchema,
  evidence: z.array(z.string().min(1).max(300)).min(1).max(4),
});

/** A judge's whole answer. The total, the flag and everything else that is arithmetic is not the judge's to say. */
export const judgementSchema = z.object({
  /** Of each criterion on the card. */
  criteria: z.record(criterionIdSchema, criterionJudgementSchema),
  auto_fails: z.array(autoFailJudgementSchema).max(20),
  summary: z.string().min(1).max(800),
  strengths: z.array(z.string().min(1).max(300)).max(5),
  improvements: z.array(z.string().min(1).max(300)).max(5),
});
export type Judgement = z.infer<typeof judgementSchema>;
