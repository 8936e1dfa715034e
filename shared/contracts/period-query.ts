import * as z from "zod";

import { localDateSchema } from "./call.ts";

/* Query parameters that many addresses of the QA API share. */

/** A local date, or an instant that stands for the local date it falls on. */
export type DayOrInstant = { localDate: string } | { epochMs: number };

const toInstant = (text: string): DayOrInstant => ({ epochMs: Date.parse(text) });
/** Dates are reckoned with; outside of these years they would leave the calendar. */
const isReasonable = (value: DayOrInstant) => {
  const epochMs = "localDate" in value ? Date.parse(value.localDate) : value.epochMs;
  return epochMs >= Date.UTC(1970, 0, 1) && epochMs < Date.UTC(3000, 0, 1);
};

const anyDayOrInstantSchema = z.union(
  [
    localDateSchema.transform((localDate): DayOrInstant => ({ localDate })),
    z.iso.datetime({ offset: true }).transform(toInstant),
    // Without an offset it is the site's own wall clock, of which only the date matters.
    z.iso
      .datetime({ local: true })
      .transform((wallTime): DayOrInstant => ({ localDate: wallTime.slice(0, 10) })),
    z
      .string()
      .regex(/^\d{1,14}$/)
      .transform((digits): DayOrInstant => ({ epochMs: Number(digits) })),
  ],
  "a date (2026-11-23), an ISO time or epoch milliseconds",
);
export const dayOrInstantSchema = anyDayOrInstantSchema.refine(
  isReasonable,
  "a date between 1970 and 2999",
);

/** How many days a period may have, and how many it has when nothing is said. */
export type PeriodBounds = { minDays: number; maxDays: number; defaultDays: number };

export const periodQuery = ({ minDays, maxDays }: PeriodBounds) => ({
  days: z.coerce.number().int().min(minDays).max(maxDays).optional(),
  from: dayOrInstantSchema.optional(),
  to: dayOrInstantSchema.optional(),
});
export type PeriodQuery = { days?: number; from?: DayOrInstant; to?: DayOrInstant };

export const filterSchema = z.string().trim().max(64).optional();
