import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "../scorecard/scorecard.ts";

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

/** Why a reviewer lets a disputed score stand. */
export const declineSchema = z.strictObject({ answer: textSchema.min(1) });

export const DISPUTE_STATES = ["open", "revised", "declined", "withdrawn", "expired"] as const;
export const disputeStateSchema = z.enum(DISPUTE_STATES);
export type DisputeState = z.infer<typeof disputeStateSchema>;
