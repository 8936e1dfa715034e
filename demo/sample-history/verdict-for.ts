import type { Verdict } from "#shared/contracts/reviews.ts";
import type { Score } from "#shared/scoring/score-call.ts";

const GOOD_FROM = 85;
const UNACCEPTABLE_BELOW = 45;

/** What somebody who gave these marks would make of the call as a whole. */
export function verdictFor({ total, flagged }: Pick<Score, "total" | "flagged">): Verdict {
  if (total !== null && total < UNACCEPTABLE_BELOW) return "unacceptable";
  if (flagged) return "needs_coaching";
  return total !== null && total >= GOOD_FROM ? "good" : "acceptable";
}
