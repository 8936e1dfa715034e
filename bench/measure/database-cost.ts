import * as z from "zod";

export const costSchema = z.object({
  statements: z.int(),
  rows_read: z.int(),
  rows_written: z.int(),
});
/** What an invocation took of D1. */
export type DatabaseCost = z.infer<typeof costSchema>;
