import { createHash } from "node:crypto";

import * as z from "zod";

import type { Segment } from "#shared/contracts/transcript.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { autoFailIdSchema } from "#shared/scorecard/scorecard.ts";

import { marksSchema } from "../labels/labelled-call.ts";

/** What became of one call at one judge, as the product would have it; kept, so that a run can go on where it stopped. */
export const callAnswerSchema = z.strictObject({
  /** `questionKey`: the same question to the same judge has the same. */
  key: z.string(),
  judge: z.string(),
  call: z.string(),
  attack: z.string().nullable(),
  /** Counts from 0. */
  repeat: z.int().nonnegative(),
  outcome: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("scored"),
      marks: marksSchema,
      auto_fails: z.array(autoFailIdSchema),
      total: z.number().nullable(),
      flagged: z.boolean(),
    }),
    /** The product would go to the next judge, in the end to a person. */
    z.strictObject({ kind: z.literal("unusable"), reason: z.string() }),
  ]),
  /** Quotes in the first answer that could be read, and how many of them stand in the transcript. */
  quotes: z.strictObject({ given: z.int(), found: z.int() }),
  /** Whether the judge was asked once more with a correction. */
  corrected: z.boolean(),
  requests: z.int(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cost_usd: z.number(),
  /** Time until the judge's answers were there, without the waiting for its limits. */
  answer_ms: z.number(),
  /** Sentences that were taken out before the judge saw the call. */
  screened: z.int(),
  raw_answer: z.string().nullable(),
});
export type CallAnswer = z.infer<typeof callAnswerSchema>;

/** One question to one judge. */
export type Question = {
  call: string;
  attack: string | null;
  repeat: number;
  segments: readonly Segment[];
};

/** Changes with everything that may change the answer: judge, scorecard, transcript, repeat. */
export function questionKey(judge: string, { segments, repeat }: Question): string {
  const asked = JSON.stringify([judge, defaultScorecard, segments, repeat]);
  return createHash("sha256").update(asked).digest("hex").slice(0, 32);
}
