import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";
import { type Mark, type Marks, type Score, scoreCall } from "#shared/scoring/score-call.ts";

import type { SeededRandom } from "../../../demo/sample-history/seeded-random.ts";

const LEVELS = ["1", "2", "3", "4", "5"] as const satisfies readonly Mark[];
/** How often a person's mark is another than the judge's, and how often it is then a level lower. */
const DIFFERS = 0.25;
const LOWER = 0.6;

/** What a person gives where the judge gave `judged`: mostly the same, sometimes a level off, and the total of it. */
export function personsMarks(
  judged: readonly { id: string; mark: Mark }[],
  random: SeededRandom,
): { marks: Marks } & Score {
  const marks: Marks = Object.fromEntries(
    judged.map(({ id, mark }): [string, Mark] => {
      const level = LEVELS.findIndex((one) => one === mark);
      if (level < 0 || !random.chance(DIFFERS)) return [id, mark];
      return [id, LEVELS[level + (random.chance(LOWER) ? -1 : 1)] ?? mark];
    }),
  );
  return { marks, ...scoreCall(defaultScorecard, marks, []) };
}
