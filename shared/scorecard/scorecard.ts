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

/** What a card may hold. Its texts go into every question to a judge, so they are bounded, each and together. */
export const SCORECARD_LIMITS = {
  criteria: 20,
  autoFails: 10,
  sections: 10,
  nameChars: 80,
  textChars: 400,
  /** All texts together; about 5,000 tokens of a question. */
  allChars: 20_000,
  minCallSec: 3600,
} as const;

/** Controls, line breaks, and marks that make text run another way than it reads. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** A line of a judge's question: no text can start a line of its own or close what delimits the transcript. */
const promptText = (maxChars: number) =>
  z
    .string()
    .trim()
    .min(1, "write something here")
    .max(maxChars, `at most ${maxChars} characters`)
    .refine((text) => !UNPRINTABLE.test(text), "one line, without control characters")
    .refine((text) => !/[<>]/.test(text), "write it without < and >");

const nameSchema = promptText(SCORECARD_LIMITS.nameChars);
const textSchema = promptText(SCORECARD_LIMITS.textChars);

/** Whether a number has no more decimals than that. */
const hasDecimals = (value: number, most: number) =>
  Math.abs(value * 10 ** most - Math.round(value * 10 ** most)) < 1e-6;

const levelsSchema = z.strictObject({
  1: textSchema,
  2: textSchema,
  3: textSchema,
  4: textSchema,
  5: textSchema,
});

/** Criteria that belong together, for people to read. */
export const sectionSchema = z.strictObject({ id: slugSchema, name: nameSchema });

export const criterionSchema = z.strictObject({
  id: criterionIdSchema,
  name: nameSchema,
  /** One of the card's sections; absent where the card has none. */
  section: slugSchema.optional(),
  /** Percent, to two decimals; the weights of a card sum to 100. */
  weight: z
    .number()
    .positive()
    .max(100)
    .refine((weight) => hasDecimals(weight, 2), "at most two decimals"),
  judged: textSchema,
  /** What earns each mark. */
  levels: levelsSchema,
  /** When the criterion does not apply and leaves the denominator; null when it always applies. */
  not_applicable_when: textSchema.nullable(),
});
export type Criterion = z.infer<typeof criterionSchema>;

export const autoFailItemSchema = z.strictObject({
  id: autoFailIdSchema,
  name: nameSchema,
  judged: textSchema,
});
export type AutoFailItem = z.infer<typeof autoFailItemSchema>;

const contentShape = {
  name: nameSchema,
  /** A call whose total, as it is shown, is below this is flagged. Totals run from 20 to 100 and have one decimal. */
  flag_below: z
    .number()
    .min(20)
    .max(100)
    .refine((bound) => hasDecimals(bound, 1), "at most one decimal, as totals have"),
  /** Shorter calls are not scored. */
  min_call_sec: z.number().nonnegative().max(SCORECARD_LIMITS.minCallSec),
  sections: z.array(sectionSchema).max(SCORECARD_LIMITS.sections).optional(),
  criteria: z.array(criterionSchema).min(1).max(SCORECARD_LIMITS.criteria),
  auto_fails: z.array(autoFailItemSchema).max(SCORECARD_LIMITS.autoFails),
};

const wholeContentSchema = z.strictObject(contentShape);
type Content = z.infer<typeof wholeContentSchema>;
type Context = {
  addIssue: (issue: { code: "custom"; path: PropertyKey[]; message: string }) => void;
};

/** What is judged, and how marks count: everything of a card but which version of which card it is. */
export const scorecardContentSchema = wholeContentSchema.superRefine(checkWhole);
export type ScorecardContent = z.infer<typeof scorecardContentSchema>;

export const scorecardSchema = z
  .strictObject({ id: slugSchema, version: z.int().positive(), ...contentShape })
  .superRefine(checkWhole);
export type Scorecard = z.infer<typeof scorecardSchema>;

export const scorecardIdSchema = slugSchema;
export const scorecardNameSchema = nameSchema;

/** What no single field can tell. */
function checkWhole(card: Content, context: Context): void {
  const problem = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: "custom", path, message });

  const sum = card.criteria.reduce((total, { weight }) => total + hundredths(weight), 0);
  if (sum !== 10_000) {
    const difference = Math.abs(sum - 10_000) / 100;
    problem(
      ["criteria"],
      `the weights sum to ${sum / 100}, not 100: ${sum > 10_000 ? "take away" : "add"} ${difference}`,
    );
  }

  const known = new Set<string>();
  for (const list of ["criteria", "auto_fails"] as const) {
    for (const [index, { id }] of card[list].entries()) {
      if (known.has(id)) problem([list, index, "id"], `${id} is there already; ids differ`);
      known.add(id);
    }
  }

  const sections = card.sections ?? [];
  const sectionIds = new Set(sections.map(({ id }) => id));
  if (sectionIds.size < sections.length) problem(["sections"], "each section's id once");
  for (const [index, { section }] of card.criteria.entries()) {
    if (sections.length === 0 ? section !== undefined : !sectionIds.has(section ?? "")) {
      const choice = [...sectionIds].join(", ") || "none: leave it out, or list it under sections";
      problem(["criteria", index, "section"], `name one of the card's sections (${choice})`);
    }
  }
  for (const [index, { id }] of sections.entries()) {
    if (!card.criteria.some(({ section }) => section === id)) {
      problem(["sections", index], `no criterion is in ${id}: put one there, or take it out`);
    }
  }

  const chars = charsOf(card);
  if (chars > SCORECARD_LIMITS.allChars) {
    const over = chars - SCORECARD_LIMITS.allChars;
    problem(
      ["criteria"],
      `all texts together are ${over} characters too long for a judge's question`,
    );
  }
}

/** Weights are added up as whole hundredths of a percent, so that 33.33 + 33.33 + 33.34 is exactly 100. */
export function hundredths(weight: number): number {
  return Math.round(weight * 100);
}

function charsOf(card: Content): number {
  const texts = [
    card.name,
    ...card.criteria.flatMap(({ name, judged, levels, not_applicable_when }) => [
      name,
      judged,
      ...Object.values(levels),
      not_applicable_when ?? "",
    ]),
    ...card.auto_fails.flatMap(({ name, judged }) => [name, judged]),
  ];
  return texts.reduce((sum, text) => sum + text.length, 0);
}
