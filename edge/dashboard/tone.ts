import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

/** How good a value is. Pages show it as a colour together with a shape or a word, never as a colour alone. */
export type Tone = "good" | "mid" | "bad" | "none";

const GOOD_TOTAL = 80;
const GOOD_MARK = 4;
const FAIR_MARK = 3;

/** An average of totals; below the line at which calls are flagged it is bad. */
export function toneOfTotal(total: number | null): Tone {
  return toneOfCall(total, total !== null && total < defaultScorecard.flag_below);
}

/** One call's total: a flagged call is bad, by an auto-fail as by its card's line, and no other one is. */
export function toneOfCall(total: number | null, isFlagged: boolean): Tone {
  if (total === null) return "none";
  if (isFlagged) return "bad";
  return total < GOOD_TOTAL ? "mid" : "good";
}

export function toneOfMark(mark: number | null): Tone {
  if (mark === null) return "none";
  if (mark < FAIR_MARK) return "bad";
  return mark < GOOD_MARK ? "mid" : "good";
}
