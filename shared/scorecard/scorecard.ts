import * as z from "zod";

/** The eight criteria every score answers to; the QA API gives them in this order. */
export const CRITERION_IDS = [
  "greeting",
  "customer_id",
  "needs",
  "product",
  "communication",
  "resolution",
  "closing",
  "compliance",
] as const;
export const criterionIdSchema = z.enum(CRITERION_IDS);
export type CriterionId = z.infer<typeof criterionIdSchema>;

export const AUTO_FAIL_IDS = ["card_data_aloud", "abuse", "unauthorised_promise"] as const;
export const autoFailIdSchema = z.enum(AUTO_FAIL_IDS);
export type AutoFailId = z.infer<typeof autoFailIdSchema>;

const levelsSchema = z.object({
  1: z.string(),
  2: z.string(),
  3: z.string(),
  4: z.string(),
  5: z.string(),
});

export const criterionSchema = z.object({
  id: criterionIdSchema,
  name: z.string(),
  /** Percent; the weights of a card sum to 100. */
  weight: z.number().positive(),
  judged: z.string(),
  /** What earns each mark. */
  levels: levelsSchema,
  /** When the criterion does not apply and leaves the denominator; null when it always applies. */
  not_applicable_when: z.string().nullable(),
});
export type Criterion = z.infer<typeof criterionSchema>;

export const autoFailItemSchema = z.object({
  id: autoFailIdSchema,
  name: z.string(),
  judged: z.string(),
});
export type AutoFailItem = z.infer<typeof autoFailItemSchema>;

export const scorecardSchema = z
  .object({
    id: z.string(),
    version: z.int().positive(),
    name: z.string(),
    /** A call whose total is below this is flagged. */
    flag_below: z.number(),
    min_call_sec: z.number().nonnegative(),
    criteria: z.array(criterionSchema).min(1),
    auto_fails: z.array(autoFailItemSchema),
  })
  .refine(
    (card) => Math.abs(card.criteria.reduce((sum, c) => sum + c.weight, 0) - 100) < 1e-9,
    "the weights of a scorecard sum to 100",
  );
export type Scorecard = z.infer<typeof scorecardSchema>;
