import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "../scorecard/scorecard.ts";
import { markSchema } from "../scoring/score-call.ts";

/** What an agent can find wrong with a score, by id: the mark of a criterion, or an auto-fail that was found. */
export const disputableSchema = z.union([criterionIdSchema, autoFailIdSchema]);
export type Disputable = z.infer<typeof disputableSchema>;

const textSchema = z.string().trim().max(1000);

/** An agent's dispute: what is wrong, each with its reason. */
export const newDisputeSchema = z.strictObject({
  reasons: z
    .record(disputableSchema, textSchema.min(1))
    .refine(
      (reasons) => Object.keys(reasons).length > 0,
      "say of at least one criterion why its mark is wrong",
    ),
  comment: textSchema.default(""),
});
export type NewDispute = z.infer<typeof newDisputeSchema>;

/** What somebody gave for what can be disputed: a criterion's mark, or whether an auto-fail is in the call. */
export const givenSchema = z.union([markSchema, z.enum(["found", "not_found"])]);
export type Given = z.infer<typeof givenSchema>;

/** Why something that was disputed was revised or kept, for the agent to read. */
export const whySchema = textSchema.min(1, "say why, for the agent to read");

/** A reviewer's answer to a dispute: of each thing that was disputed what is to count, and why. */
export const newAnswerSchema = z.strictObject({
  items: z.record(
    disputableSchema,
    z.strictObject({
      given: z.union([z.literal("keep"), givenSchema], { error: "keep it, or say what counts" }),
      why: whySchema,
    }),
  ),
  comment: textSchema.default(""),
});
export type NewAnswer = z.infer<typeof newAnswerSchema>;

/** What became of each thing that was disputed, by its id. */
export const disputeAnswersSchema = z.record(
  disputableSchema,
  z.strictObject({
    outcome: z.enum(["revised", "kept"]),
    /** What was given before the answer; null where the score had nothing for it any more. */
    was: givenSchema.nullable(),
    /** What counts since; the same where it was kept. */
    given: givenSchema.nullable(),
    /** '' once a caller's data was deleted. */
    why: textSchema,
  }),
);
export type DisputeAnswers = z.infer<typeof disputeAnswersSchema>;

export const DISPUTE_STATES = ["open", "revised", "declined", "withdrawn", "expired"] as const;
export const disputeStateSchema = z.enum(DISPUTE_STATES);
export type DisputeState = z.infer<typeof disputeStateSchema>;
