import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

/** How good a value is. Pages show it as a colour together with a shape or a word, never as a colour alone. */
export type Tone = "good" | "mid" | "bad" | "none";

const GOOD_TOTAL = 80;
const GOOD_MARK = 4;
const FAIR_MARK = 3;

/** A total below the line at which calls are flagged is bad. */
export function toneOfTotal(
  total: number | null,
  flagBelow: number = defaultScorecard.flag_below,
): Tone {
  if (total === null) return "none";
  if (total < flagBelow) return "bad";
  return total < GOOD_TOTAL ? "mid" : "good";
}

export function toneOfMark(mark: number | null): Tone {
  if (mark === null) return "none";
  if (mark < FAIR_MARK) return "bad";
  return mark < GOOD_MARK ? "mid" : "good";
}
