import { DEFAULT_SCORECARD_ID } from "#shared/contracts/scorecards.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

/** The scorecard that a call is shown and reviewed by. */
export type CallCard = {
  scorecard: Scorecard;
  /**
   * False where the version that judged the call is no longer known, because the code has a newer default card: its names
   * still help, what its levels say and how much its criteria weigh do not.
   */
  isThatVersion: boolean;
};

/** The card for what judged a call (null: nothing did) and the version that was found for it (null: none). */
export function cardOfCall(
  judgedBy: { scorecardId: string; scorecardVersion: number } | null,
  found: Scorecard | null,
): CallCard {
  if (found !== null) return { scorecard: found, isThatVersion: true };
  const isThatVersion =
    judgedBy === null ||
    (judgedBy.scorecardId === DEFAULT_SCORECARD_ID &&
      judgedBy.scorecardVersion === defaultScorecard.version);
  return { scorecard: defaultScorecard, isThatVersion };
}

/** The name of a criterion or of an auto-fail item, whose ids are never the same; the id where the card has none. */
export function citationName({ scorecard }: CallCard, id: string): string {
  const named = [...scorecard.criteria, ...scorecard.auto_fails].find((one) => one.id === id);
  return named?.name ?? id;
}
