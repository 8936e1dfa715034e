import * as z from "zod";

/** A request body larger than this, after decompression, is refused with 413. */
export const MAX_INGEST_BODY_BYTES = 1_500_000;

export const itemResultSchema = z.object({
  /** The item's place in the batch, from 0. */
  index: z.int().nonnegative(),
  recording_id: z.string().nullable(),
  result: z.enum(["accepted", "duplicate", "rejected"]),
  /** Why the item was rejected; null otherwise. */
  reason: z.string().nullable(),
});
export type ItemResult = z.infer<typeof itemResultSchema>;

/**
 * Why a transcript of a day whose scores the site has removed is rejected: it would be scored, and counted twice. An agent has
 * done with it then.
 */
export const EXPIRED_REASON =
  "expired: this site no longer keeps scores of the day of this call, so its transcript is not taken in";

/** Answer to a batch. Status 200 when at least one item was taken, 422 (with `error` as well) when every item was rejected. */
export const ingestAnswerSchema = z.object({ results: z.array(itemResultSchema) });
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
