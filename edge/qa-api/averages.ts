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
  const totals = sumMarks(sums);
  return forEachCriterion((id) => averageMark(totals.get(id)));
}

/** Marks of several days or agents as one sum for each criterion that has any. */
function sumMarks(sums: readonly MarkSum[]): Map<string, MarkSum> {
  const totals = new Map<string, MarkSum>();
  for (const sum of sums) addMark(totals, sum);
  return totals;
}

/** Adds to the sum of the same criterion. */
export function addMark(totals: Map<string, MarkSum>, sum: MarkSum): void {
  const known = totals.get(sum.criterionId);
  if (known === undefined) {
    totals.set(sum.criterionId, { ...sum });
  } else {
    known.marked += sum.marked;
    known.sumMark += sum.sumMark;
  }
}

/** To two decimals; null where nothing was marked. */
export function averageMark(sum: MarkSum | undefined): number | null {
  return sum === undefined || sum.marked === 0 ? null : roundTo(sum.sumMark / sum.marked, 2);
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
