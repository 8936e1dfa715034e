import * as z from "zod";

import {
  hundredths,
  type AutoFailId,
  type CriterionId,
  type Scorecard,
} from "#shared/scorecard/scorecard.ts";

/** Marks travel as strings, because that is the only kind of enum every provider's schema supports. */
export const markSchema = z.enum(["1", "2", "3", "4", "5", "NA"]);
export type Mark = z.infer<typeof markSchema>;

export type Marks = Partial<Record<CriterionId, Mark>>;

export type Score = {
  /** 20 to 100, one decimal; null when no criterion was marked. */
  total: number | null;
  flagged: boolean;
  /** For people: every reason, most serious first; null when not flagged. */
  flagReason: string | null;
};

/** The mark as a number; null for not applicable. */
export function markValue(mark: Mark): number | null {
  return mark === "NA" ? null : Number(mark);
}

export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round((value + Number.EPSILON) * factor) / factor;
}

/**
 * Turns marks into a total and a flag: `Σ(mark × weight) / Σ(weights of marked criteria) × 20` (design §8).
 * Criteria that do not apply, or were not marked, leave the denominator. An auto-fail flags whatever the total.
 *
 * The total is rounded half up to one decimal, and it is the rounded one that is held against `flag_below`: a call that
 * shows 60 is never flagged for being below 60. Sums are of whole numbers, so no binary fraction decides a half.
 */
export function scoreCall(
  scorecard: Pick<Scorecard, "criteria" | "auto_fails" | "flag_below">,
  marks: Marks,
  autoFails: readonly AutoFailId[],
): Score {
  let weighted = 0;
  let weights = 0;
  for (const criterion of scorecard.criteria) {
    const mark = marks[criterion.id];
    const value = mark === undefined ? null : markValue(mark);
    if (value === null) continue;
    weighted += value * hundredths(criterion.weight);
    weights += hundredths(criterion.weight);
  }
  const total = weights === 0 ? null : Math.round((weighted * 200) / weights) / 10;
  const reasons = scorecard.auto_fails
    .filter((item) => autoFails.includes(item.id))
    .map((item) => item.name);
  if (total !== null && total < scorecard.flag_below) {
    reasons.push(`Score ${total} is below ${scorecard.flag_below}`);
  }
  return {
    total,
    flagged: reasons.length > 0,
    flagReason: reasons.length > 0 ? reasons.join("; ") : null,
  };
}
