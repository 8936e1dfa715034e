import { type MarkPair, mean, numberPairs } from "#shared/scoring/agreement/agreement.ts";
import { bootstrapInterval, type Interval } from "#shared/scoring/agreement/bootstrap.ts";

import type { CallAnswer } from "../judging/call-answer.ts";
import type { LabelledCall } from "../labels/labelled-call.ts";
import { allPairs, type JudgedCall, judgedCalls, kappaOf } from "./evaluate.ts";

/** B's figure less A's on the same calls, with its 95 % bootstrap interval over calls. */
export type Difference = { value: number | null; interval: Interval | null };

/** Two judges on the calls that both gave a usable answer to. */
export type Comparison = {
  calls: number;
  exact: Difference;
  kappa: Difference;
  /** Below 0: B is nearer to the labels. */
  meanError: Difference;
  /** Calls whose marks are, in sum, nearer to the labels at one judge than at the other. */
  nearer: { a: number; b: number; same: number };
};

type Both = { a: JudgedCall; b: JudgedCall };

/** Compares two judges pair by pair, which shows smaller differences than two tables side by side. */
export function compare(
  calls: readonly LabelledCall[],
  answersOfA: readonly CallAnswer[],
  answersOfB: readonly CallAnswer[],
): Comparison {
  const byA = new Map(judgedCalls(calls, answersOfA).map((judged) => [judged.call.id, judged]));
  const both = judgedCalls(calls, answersOfB).flatMap((b): Both[] => {
    const a = byA.get(b.call.id);
    return a === undefined ? [] : [{ a, b }];
  });
  const difference = (of: (judged: readonly JudgedCall[]) => number | null): Difference => {
    const statistic = (drawn: readonly Both[]) => {
      const ofA = of(drawn.map(({ a }) => a));
      const ofB = of(drawn.map(({ b }) => b));
      return ofA === null || ofB === null ? null : ofB - ofA;
    };
    return { value: statistic(both), interval: bootstrapInterval(both, statistic) };
  };
  const nearer = { a: 0, b: 0, same: 0 };
  for (const { a, b } of both) {
    const [ofA, ofB] = [errorOf([a]) ?? 0, errorOf([b]) ?? 0];
    nearer[ofA < ofB ? "a" : ofB < ofA ? "b" : "same"]++;
  }
  return {
    calls: both.length,
    exact: difference(exactShare),
    kappa: difference(kappaOf),
    meanError: difference(errorOf),
    nearer,
  };
}

function exactShare(judged: readonly JudgedCall[]): number | null {
  const isExact = ({ truth, judged }: MarkPair) => (truth === judged ? 1 : 0);
  return mean(judged.flatMap(allPairs).map(isExact));
}

function errorOf(judged: readonly JudgedCall[]): number | null {
  return mean(
    numberPairs(judged.flatMap(allPairs)).map(({ truth, judged }) => Math.abs(judged - truth)),
  );
}
