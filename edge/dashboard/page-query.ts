import * as z from "zod";

/* What pages read from their addresses. A page answers a mistyped address with what it shows by default. */

/** The periods that pages offer, in days. */
export const PERIODS = [7, 30, 90] as const;

export const daysSchema = z.coerce
  .number()
  .pipe(z.literal([...PERIODS]))
  .catch(30);
/** An agent, a campaign: anything else is as if it had not been said. */
export const filterSchema = z.string().trim().min(1).max(64).nullable().catch(null);
