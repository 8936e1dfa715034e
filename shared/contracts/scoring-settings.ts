import * as z from "zod";

/*
 * Which judges score the calls: their order, models, prices and limits, and when a second one is asked. One setting for the whole Worker. Keys are not part
 * of it: they are secrets of the Worker.
 */

const limit = z
  .int("a whole number, or null where there is no limit")
  .min(1, "at least 1; leave a provider out of the list to switch it off")
  .max(1_000_000_000)
  .nullable()
  .optional();

/** What is left out comes from the catalogue and from what the provider says; what is given here is never exceeded. */
const limitsSchema = z.strictObject({
  requests_per_minute: limit,
  requests_per_day: limit,
  tokens_per_minute: limit,
  tokens_per_day: limit,
});

const price = z.number().min(0, "a price in US dollars, 0 or more").max(10_000);

const pricesSchema = z.strictObject({
  usd_per_million_input_tokens: price,
  /** Thinking tokens are billed as output. */
  usd_per_million_output_tokens: price,
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}

/** Keys and transcripts travel there, so it is https; plain http only to this machine or a private network. */
const BASE_URL =
  /^(https:\/\/[\w-]+(\.[\w-]+)*|http:\/\/(localhost|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}))(:\d{1,5})?(\/[\w.~-]+)*\/?$/;

const modelJudge = {
  model: z
    .string()
    .regex(/^[\w.:/@-]{1,120}$/, "the provider's id of the model, such as openai/gpt-oss-120b"),
  base_url: z
    .string()
    .max(300)
    .regex(
      BASE_URL,
      "an https address without user, query or fragment; http only for this machine and private networks",
    ),
  limits: limitsSchema.default({}),
  /** Left out: list prices, where the catalogue has them. */
  prices: pricesSchema.optional(),
  /** The zone in which the provider's day begins. */
  day_time_zone: z
    .string()
    .refine(isTimeZone, "an IANA zone such as America/Los_Angeles")
    .optional(),
  /** The most tokens that question and answer may have together. */
  context_tokens: z.int().min(4000, "at least 4000: the instructions alone take 3000").optional(),
};

const judgeSettingsSchema = z.discriminatedUnion(
  "provider",
  [
    z.strictObject({ provider: z.literal("gemini"), ...modelJudge }),
    z.strictObject({ provider: z.literal("openai-compatible"), ...modelJudge }),
    z.strictObject({ provider: z.literal("rules") }),
  ],
  "one of gemini, openai-compatible, rules",
);
export type JudgeSettings = z.infer<typeof judgeSettingsSchema>;
export type ModelJudgeSettings = Exclude<JudgeSettings, { provider: "rules" }>;

/** When a call is judged a second time, and when two judges count as disagreeing; docs/scoring.md explains it. */
const secondJudgingSchema = z.strictObject({
  /** A total this near to the scorecard's `flag_below`, on either side, is looked at again; null: never for that. */
  near_threshold_points: z
    .number()
    .min(0, "0 or more points, or null for no second look near the threshold")
    .max(40, "at most 40: from there on every call would be judged twice")
    .nullable()
    .default(5),
  /** A transcript that the agent says is unsure is looked at again. */
  on_low_confidence: z.boolean().default(true),
  /** A call on which somebody speaks to the judge is looked at again. */
  on_injection: z.boolean().default(true),
  /** Totals further apart are a disagreement. */
  max_difference_points: z
    .number()
    .min(0, "0 or more points")
    .max(80, "at most 80: totals are never further apart")
    .default(10),
  /** Marks of one criterion further apart are a disagreement. */
  max_difference_marks: z
    .int("a whole number of marks")
    .min(1, "at least 1: judges differ by one mark on every fourth criterion")
    .max(4, "at most 4: marks are never further apart")
    .default(2),
});
export type SecondJudging = z.infer<typeof secondJudgingSchema>;
export const DEFAULT_SECOND_JUDGING: SecondJudging = secondJudgingSchema.parse({});

export const MAX_JUDGES = 6;

export const scoringSettingsSchema = z.strictObject({
  /** In the order in which they are asked. */
  providers: z
    .array(judgeSettingsSchema)
    .min(1, "name at least one provider: gemini, openai-compatible or rules")
    .max(MAX_JUDGES)
    .refine((judges) => {
      const ids = judges.map((judge) =>
        judge.provider === "rules" ? "rules" : `${judge.provider} ${judge.model}`,
      );
      return new Set(ids).size === ids.length;
    }, "the same provider and model stand here twice; name each once"),
  second_judging: secondJudgingSchema.prefault({}),
});
export type ScoringSettings = z.infer<typeof scoringSettingsSchema>;

/** One thing that is wrong with given settings; `setting` is its path, such as `providers.0.limits.tokens_per_day`. */
export type SettingProblem = { setting: string; problem: string };

export type CheckedSettings =
  | { ok: true; settings: ScoringSettings }
  | { ok: false; problems: SettingProblem[] };

/** Checks settings from outside; never throws. */
export function checkScoringSettings(given: unknown): CheckedSettings {
  const parsed = scoringSettingsSchema.safeParse(given);
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems = parsed.error.issues.map((issue) => ({
    setting: issue.path.join(".") || "the settings",
    problem:
      issue.code === "unrecognized_keys"
        ? `there is no ${issue.keys.map((key) => `“${key.slice(0, 60)}”`).join(", ")} here; take it out`
        : issue.message,
  }));
  return { ok: false, problems };
}
