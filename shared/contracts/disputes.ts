import * as z from "zod";

import {
  AUTO_FAIL_IDS,
  autoFailIdSchema,
  CRITERION_IDS,
  criterionIdSchema,
} from "../scorecard/scorecard.ts";

/** What an agent can find wrong with a score: the mark of a criterion, or an auto-fail that was found. */
export const disputableSchema = z.union([criterionIdSchema, autoFailIdSchema]);
export type Disputable = z.infer<typeof disputableSchema>;
export const DISPUTABLES: readonly Disputable[] = [...CRITERION_IDS, ...AUTO_FAIL_IDS];

const textSchema = z.string().trim().max(1000);

/** An agent's dispute: what is wrong, each with its reason. */
export const newDisputeSchema = z.strictObject({
  reasons: z
    .partialRecord(disputableSchema, textSchema.min(1))
    .refine(
      (reasons) => Object.keys(reasons).length > 0,
      "say of at least one criterion why its mark is wrong",
    ),
  comment: textSchema.default(""),
});
export type NewDispute = z.infer<typeof newDisputeSchema>;

/** Why a reviewer lets a disputed score stand. */
export const declineSchema = z.strictObject({ answer: textSchema.min(1) });

export const DISPUTE_STATES = ["open", "revised", "declined", "withdrawn", "expired"] as const;
export const disputeStateSchema = z.enum(DISPUTE_STATES);
export type DisputeState = z.infer<typeof disputeStateSchema>;
