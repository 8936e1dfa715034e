import type { CategoryAverages, MarkScores } from "#shared/contracts/qa-api.ts";
import { STANDARD_CRITERION_IDS, type StandardCriterionId } from "#shared/scorecard/scorecard.ts";
import { roundTo } from "#shared/scoring/score-call.ts";

export type MarkSum = { criterionId: string; marked: number; sumMark: number };

/** One value for each of the eight standard criteria, in their order. */
export function forEachCriterion<Value>(
  valueOf: (id: StandardCriterionId) => Value,
): Record<StandardCriterionId, Value> {
  return {
    greeting: valueOf("greeting"),
    customer_id: valueOf("customer_id"),
    needs: valueOf("needs"),
    product: valueOf("product"),
    communication: valueOf("communication"),
    resolution: valueOf("resolution"),
    closing: valueOf("closing"),
    compliance: valueOf("compliance"),
  };
}

/** An average of totals to one decimal; null when there is none. */
export function averageTotal(sumTotal: number, calls: number): number | null {
  return calls === 0 ? null : roundTo(sumTotal / calls, 1);
}

/** A single total as it is shown, to one decimal. */
export function roundedTotal(total: number | null): number | null {
  return total === null ? null : roundTo(total, 1);
}

/** Averages of marks to two decimals, summed over whatever rows are given; null where nothing was marked. */
export function categoryAverages(sums: readonly MarkSum[]): CategoryAverages {
  return forEachCriterion((id) => averageMark(sums, id).average);
}

/** How many marks there are of one criterion, and their average to two decimals; null where there are none. */
export function averageMark(
  sums: readonly MarkSum[],
  id: string,
): { marked: number; average: number | null } {
  const own = sums.filter((sum) => sum.criterionId === id);
  const marked = own.reduce((total, sum) => total + sum.marked, 0);
  const sumMark = own.reduce((total, sum) => total + sum.sumMark, 0);
  return { marked, average: marked === 0 ? null : roundTo(sumMark / marked, 2) };
}

/** Marks as numbers, null for what did not apply or was not marked. */
export function markScores(marks: Readonly<Record<string, string>> | null): MarkScores {
  const known = new Set<string>(STANDARD_CRITERION_IDS);
  const values = new Map(
    Object.entries(marks ?? {})
      .filter(([id, mark]) => known.has(id) && /^[1-5]$/.test(mark))
      .map(([id, mark]) => [id, Number(mark)]),
  );
  return forEachCriterion((id) => values.get(id) ?? null);
}
