import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import type { Mark, Marks } from "#shared/scoring/score-call.ts";

/** The same mark for every criterion: all fives are 100, all threes 60. */
export function allMarks(mark: Mark): Marks {
  return Object.fromEntries(STANDARD_CRITERION_IDS.map((id) => [id, mark]));
}
