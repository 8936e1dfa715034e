import * as z from "zod";

/**
 * The eight criteria of the default scorecard. The eight fixed answers of the QA API give exactly these, in this order, and null
 * for those that a call's card does not have; a card may have others.
 */
export const STANDARD_CRITERION_IDS = [
  "greeting",
  "customer_id",
  "needs",
  "product",
  "communication",
  "resolution",
  "closing",
  "compliance",
] as const;
export type StandardCriterionId = (typeof STANDARD_CRITERION_IDS)[number];

export function isStandardCriterion(id: string): id is StandardCriterionId {
  return STANDARD_CRITERION_IDS.some((known) => known === id);
}

/** The auto-fail items that the built-in rules know, and the default scorecard has. */
export const STANDARD_AUTO_FAIL_IDS = ["card_data_aloud", "abuse", "unauthorised_promise"] as const;
export type StandardAutoFailId = (typeof STANDARD_AUTO_FAIL_IDS)[number];

/** Ids become keys of objects and of JSON; one that every object has already is refused. */
const slugSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    "an id is a lower-case letter, then up to 39 lower-case letters, digits or underscores",
  )
  .refine((id) => !(id in {}), "this word cannot be an id");

export const criterionIdSchema = slugSchema;
export type CriterionId = z.infer<typeof criterionIdSchema>;
export const autoFailIdSchema = slugSchema;
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
