import * as z from "zod";

export const MAX_RECEIPTS_PER_QUERY = 500;

/** Body of `POST /ingest/receipts`: which of these recordings' transcripts does the edge have? */
export const receiptsQuerySchema = z.object({
  site_id: z.string().trim().min(1).max(64),
  recording_ids: z.array(z.string().trim().min(1).max(64)).min(1).max(MAX_RECEIPTS_PER_QUERY),
});
export type ReceiptsQuery = z.infer<typeof receiptsQuerySchema>;

/** A transcript that is stored; a recording with several versions has a receipt for each. */
export const receiptSchema = z.object({
  recording_id: z.string(),
  word_count: z.int().nonnegative(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Answer to it. Recordings without a transcript are left out, and so are calls of other sites. */
export const receiptsAnswerSchema = z.object({ receipts: z.array(receiptSchema) });
export type ReceiptsAnswer = z.infer<typeof receiptsAnswerSchema>;
