import type { Verdict } from "#shared/contracts/reviews.ts";
import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { type Mark, type Marks, type Score, scoreCall } from "#shared/scoring/score-call.ts";

import type { SeededRandom } from "./seeded-random.ts";
import { verdictFor } from "./verdict-for.ts";

const LEVELS = ["1", "2", "3", "4", "5"] as const satisfies readonly Mark[];
/** How often a person's mark is another than the judge's, and how often it is then a level lower. */
const DIFFERS = 0.25;
const LOWER = 0.6;
/** How often a person says what they make of the call as a whole. */
const SAYS_VERDICT = 0.85;

/** What a person gives where the judge gave `judged`: mostly the same, sometimes a level off, the total of it, and a verdict. */
export function personsMarks(
  judged: readonly { id: string; mark: Mark }[],
  random: SeededRandom,
): { marks: Marks; verdict: Verdict | null } & Score {
  const marks: Marks = Object.fromEntries(
    judged.map(({ id, mark }): [string, Mark] => {
      const level = LEVELS.findIndex((one) => one === mark);
      if (level < 0 || !random.chance(DIFFERS)) return [id, mark];
      return [id, LEVELS[level + (random.chance(LOWER) ? -1 : 1)] ?? mark];
    }),
  );
  const score = scoreCall(defaultScorecard, marks, []);
  return { marks, ...score, verdict: random.chance(SAYS_VERDICT) ? verdictFor(score) : null };
}
