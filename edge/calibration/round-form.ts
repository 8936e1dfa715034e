import * as z from "zod";

import { criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { MAX_CALLS, MAX_RATERS } from "./rounds.repository.ts";

const list = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const dateSchema = z.iso.date("a date as 2026-11-24");
const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" || value === undefined ? null : value), schema.nullable());
const scoreSchema = z.coerce.number("a number").min(20, "20 or more").max(100, "at most 100");

/** A call's own id, or the address of its page, each on its line. */
const callsSchema = z
  .string()
  .default("")
  .transform((text) => [
    ...new Set(
      text
        .split(/\r?\n/)
        .map((line) => idOf(line.trim()))
        .filter((id) => id !== ""),
    ),
  ])
  .pipe(z.array(z.string().max(200)).max(MAX_CALLS, `at most ${MAX_CALLS} calls`));

function idOf(line: string): string {
  const inAddress = /\/calls\/([^/?#\s]+)/.exec(line)?.[1];
  if (inAddress === undefined) return line;
  try {
    return decodeURIComponent(inAddress);
  } catch {
    return line;
  }
}

/** The form that makes a round: calls are named one by one, or else a sample of `count` is drawn. */
export const roundFormSchema = z
  .object({
    name: z.string().trim().min(1, "give it a name").max(80, "at most 80 characters"),
    due: orNull(dateSchema),
    rater: list
      .optional()
      .default([])
      .pipe(z.array(z.string().max(64)).max(MAX_RATERS, `at most ${MAX_RATERS} people`)),
    expert: orNull(z.string().max(64)),
    calls: callsSchema,
    count: z.coerce
      .number("a number")
      .int("a whole number")
      .min(1, "1 or more")
      .max(MAX_CALLS, `at most ${MAX_CALLS}`)
      .default(10),
    campaign: orNull(z.string().trim().max(64)),
    from: dateSchema,
    to: dateSchema,
    from_score: scoreSchema.default(20),
    to_score: scoreSchema.default(100),
  })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "lies before the first day" })
  .refine(({ from_score, to_score }) => from_score <= to_score, {
    path: ["to_score"],
    message: "is below the lowest score",
  });
export type RoundForm = z.infer<typeof roundFormSchema>;

export const decisionFormSchema = z.object({
  criterion: criterionIdSchema,
  mark: markSchema,
  text: z.string().trim().min(1, "say why").max(1000, "at most 1,000 characters"),
});
export type DecisionForm = z.infer<typeof decisionFormSchema>;
