import type { StandardAutoFailId, StandardCriterionId } from "#shared/scorecard/scorecard.ts";
import { STANDARD_CRITERION_IDS } from "#shared/scorecard/scorecard.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import type { SampleAgent } from "./sample-agents.ts";
import type { SeededRandom } from "./seeded-random.ts";

export type MarkLevel = 1 | 2 | 3 | 4 | 5;
/** A mark for each criterion; null where it does not apply. */
export type DrawnMarks = Record<StandardCriterionId, MarkLevel | null>;

/** Every call has its own luck, and every criterion on it a little more. */
const CALL_SPREAD = 0.45;
const CRITERION_SPREAD = 0.6;

const NOT_APPLICABLE_SHARE: Partial<Record<StandardCriterionId, number>> = {
  customer_id: 0.05,
  closing: 0.03,
};

function level(value: number): MarkLevel {
  if (value < 1.5) return 1;
  if (value < 2.5) return 2;
  if (value < 3.5) return 3;
  return value < 4.5 ? 4 : 5;
}

/**
 * The marks of one call. `progress` is how far into the history it lies, 0 to 1. An auto-fail brings the marks down
 * that it is about.
 */
export function drawMarks(
  agent: SampleAgent,
  progress: number,
  autoFail: StandardAutoFailId | null,
  random: SeededRandom,
): DrawnMarks {
  const skill = agent.skill + agent.drift * progress + CALL_SPREAD * random.normal();
  const draw = (id: StandardCriterionId): MarkLevel | null => {
    const value = skill + (agent.leanings[id] ?? 0) + CRITERION_SPREAD * random.normal();
    const applies = !random.chance(NOT_APPLICABLE_SHARE[id] ?? 0);
    if (id === "compliance" && autoFail !== null) return 1;
    if (id === "communication" && autoFail === "abuse") return 1;
    return applies ? level(value) : null;
  };
  return {
    greeting: draw("greeting"),
    customer_id: draw("customer_id"),
    needs: draw("needs"),
    product: draw("product"),
    communication: draw("communication"),
    resolution: draw("resolution"),
    closing: draw("closing"),
    compliance: draw("compliance"),
  };
}

const MARKS = { 1: "1", 2: "2", 3: "3", 4: "4", 5: "5" } as const satisfies Record<MarkLevel, Mark>;

/** The mark as judges write it. */
export function asMark(level: MarkLevel | null): Mark {
  return level === null ? "NA" : MARKS[level];
}

/** Criteria in the scorecard's order whose mark passes the test. */
export function criteriaWhere(
  marks: DrawnMarks,
  test: (mark: MarkLevel) => boolean,
): StandardCriterionId[] {
  return STANDARD_CRITERION_IDS.filter((id) => {
    const mark = marks[id];
    return mark !== null && test(mark);
  });
}
