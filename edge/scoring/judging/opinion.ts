import * as z from "zod";

import { excerptSchema } from "#shared/contracts/qa-api.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { scoreCall, type Marks } from "#shared/scoring/score-call.ts";

import type { Verdict } from "./judge-call.ts";
import { foundAutoFailSchema, scoredCriterionSchema } from "./scored-criterion.ts";
import { totalSpent, type Spent } from "./spent.ts";

/**
 * What one judge's usable answer amounts to, once code has checked its evidence and done the arithmetic. It becomes a score,
 * stands beside one as the second opinion, or waits in the job for a second one or a person.
 */
export const opinionSchema = z.object({
  provider: z.object({ name: z.string(), model: z.string(), promptVersion: z.string() }),
  scorecard: z.object({ id: z.string(), version: z.int() }),
  score: z.object({
    total: z.number().nullable(),
    flagged: z.boolean(),
    flagReason: z.string().nullable(),
  }),
  criteria: z.array(scoredCriterionSchema),
  autoFails: z.array(foundAutoFailSchema),
  /** What the judge was not given; null when it had the whole call. */
  excerpt: excerptSchema.nullable(),
  summary: z.string(),
  strengths: z.array(z.string()),
  improvements: z.array(z.string()),
  /** Of every request this opinion took, those whose answer was not used included. */
  inputTokens: z.number(),
  outputTokens: z.number(),
  costUsd: z.number(),
  /** Of the answer that was used. */
  latencyMs: z.number(),
  rawAnswer: z.string(),
});
export type Opinion = z.infer<typeof opinionSchema>;

/** `spent` is what asking for this opinion took. */
export function opinionOf(
  { answer, excerpt }: Extract<Verdict, { kind: "scored" }>,
  scorecard: Scorecard,
  spent: Spent,
): Opinion {
  const { provider, outcome, checked } = answer;
  const marks: Marks = Object.fromEntries(checked.criteria.map(({ id, mark }) => [id, mark]));
  const autoFailIds = checked.autoFails.map(({ id }) => id);
  const { summary, strengths, improvements } = outcome.judgement;
  return {
    provider: {
      name: provider.name,
      model: provider.model,
      promptVersion: provider.promptVersion,
    },
    scorecard: { id: scorecard.id, version: scorecard.version },
    score: scoreCall(scorecard, marks, autoFailIds),
    criteria: checked.criteria,
    autoFails: checked.autoFails,
    excerpt,
    summary,
    strengths,
    improvements,
    ...totalSpent(spent),
    latencyMs: outcome.latencyMs,
    rawAnswer: outcome.rawAnswer,
  };
}

/** Opinions as a job keeps them; none where they cannot be read, so that the call is judged anew. */
export function storedOpinions(json: string | null): Opinion[] {
  if (json === null) return [];
  try {
    return z.array(opinionSchema).parse(JSON.parse(json));
  } catch {
    return [];
  }
}
