import {
  STANDARD_AUTO_FAIL_IDS,
  type StandardAutoFailId,
  STANDARD_CRITERION_IDS,
  type StandardCriterionId,
} from "#shared/scorecard/scorecard.ts";
import {
  type Agreement,
  agreementOf,
  type MarkPair,
  mean,
  numberPairs,
} from "#shared/scoring/agreement/agreement.ts";
import { type BinaryRates, binaryRates } from "#shared/scoring/agreement/binary-rates.ts";
import { bootstrapInterval, type Interval } from "#shared/scoring/agreement/bootstrap.ts";
import { quantile } from "#shared/scoring/agreement/quantile.ts";
import { quadraticWeightedKappa } from "#shared/scoring/agreement/weighted-kappa.ts";

import type { CallAnswer } from "../judging/call-answer.ts";
import type { LabelledCall } from "../labels/labelled-call.ts";

/** A labelled call with the usable answers to it, one for each repeat. */
export type JudgedCall = { call: LabelledCall; scored: Scored[] };
export type Scored = Extract<CallAnswer["outcome"], { kind: "scored" }>;

/** How one judge did on a set of labelled calls. Shares are 0 to 1; null where there is nothing to divide by. */
export type Evaluation = {
  judge: string;
  calls: number;
  answers: number;
  criteria: Record<StandardCriterionId, Agreement>;
  overall: Agreement & { kappaInterval: Interval | null };
  /** Calls flagged for a low total or an auto-fail. */
  flags: BinaryRates;
  autoFails: Record<StandardAutoFailId, BinaryRates>;
  total: { meanError: number | null; bias: number | null };
  evidence: { quotes: number; validShare: number | null };
  correctedShare: number | null;
  unusableShare: number | null;
  unusable: { call: string; reason: string }[];
  /** Share of marks that were the same in all repeats of a call; null without repeats. */
  sameInRepeats: number | null;
  cost: { inputTokens: number; outputTokens: number; usd: number; usdPerCall: number | null };
  answerMs: { p50: number | null; p95: number | null };
};

/** Measures answers of one judge against the labels. Answers to calls that are not among `calls` are left out. */
export function evaluate(
  judge: string,
  calls: readonly LabelledCall[],
  answers: readonly CallAnswer[],
): Evaluation {
  const ids = new Set(calls.map(({ id }) => id));
  const own = answers.filter(({ call }) => ids.has(call));
  const judged = judgedCalls(calls, own);
  const unusable = own.flatMap(({ call, outcome }) =>
    outcome.kind === "unusable" ? [{ call, reason: outcome.reason }] : [],
  );
  const perScore = judged.flatMap(({ call, scored }) => scored.map((score) => ({ call, score })));
  const totals = perScore.flatMap(({ call, score }) =>
    call.score.total === null || score.total === null
      ? []
      : [{ truth: call.score.total, judged: score.total }],
  );
  const sum = (of: (answer: CallAnswer) => number) =>
    own.reduce((total, answer) => total + of(answer), 0);
  const usd = sum(({ cost_usd }) => cost_usd);
  const quotes = sum((answer) => answer.quotes.given);
  const times = own.map(({ answer_ms }) => answer_ms);
  return {
    judge,
    calls: new Set(own.map(({ call }) => call)).size,
    answers: own.length,
    criteria: byId(STANDARD_CRITERION_IDS, (id) =>
      agreementOf(judged.flatMap((one) => pairsOf(one, id))),
    ),
    overall: {
      ...agreementOf(judged.flatMap(allPairs)),
      kappaInterval: bootstrapInterval(judged, kappaOf),
    },
    flags: binaryRates(
      perScore.map(({ call, score }) => ({ truth: call.score.flagged, judged: score.flagged })),
    ),
    autoFails: byId(STANDARD_AUTO_FAIL_IDS, (id) =>
      binaryRates(
        perScore.map(({ call, score }) => ({
          truth: call.autoFails.includes(id),
          judged: score.auto_fails.includes(id),
        })),
      ),
    ),
    total: {
      meanError: mean(totals.map(({ truth, judged }) => Math.abs(judged - truth))),
      bias: mean(totals.map(({ truth, judged }) => judged - truth)),
    },
    evidence: {
      quotes,
      validShare: quotes === 0 ? null : sum((answer) => answer.quotes.found) / quotes,
    },
    correctedShare: mean(own.map(({ corrected }) => (corrected ? 1 : 0))),
    unusableShare: own.length === 0 ? null : unusable.length / own.length,
    unusable,
    sameInRepeats: sameInRepeats(judged),
    cost: {
      inputTokens: sum(({ input_tokens }) => input_tokens),
      outputTokens: sum(({ output_tokens }) => output_tokens),
      usd,
      usdPerCall: own.length === 0 ? null : usd / own.length,
    },
    answerMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
  };
}

/** Each labelled call that has a usable answer, with all of them. */
export function judgedCalls(
  calls: readonly LabelledCall[],
  answers: readonly CallAnswer[],
): JudgedCall[] {
  const byCall = Map.groupBy(answers, ({ call }) => call);
  return calls.flatMap((call) => {
    const scored = (byCall.get(call.id) ?? []).flatMap(({ outcome }) =>
      outcome.kind === "scored" ? [outcome] : [],
    );
    return scored.length === 0 ? [] : [{ call, scored }];
  });
}

function pairsOf({ call, scored }: JudgedCall, id: StandardCriterionId): MarkPair[] {
  return scored.map(({ marks }) => ({ truth: call.marks[id], judged: marks[id] }));
}

/** All criteria's marks of some calls, truth beside judged. */
export function allPairs(judged: JudgedCall): MarkPair[] {
  return STANDARD_CRITERION_IDS.flatMap((id) => pairsOf(judged, id));
}

export function kappaOf(judged: readonly JudgedCall[]): number | null {
  return quadraticWeightedKappa(numberPairs(judged.flatMap(allPairs)));
}

function sameInRepeats(judged: readonly JudgedCall[]): number | null {
  return mean(
    judged
      .filter(({ scored }) => scored.length > 1)
      .flatMap(({ scored }) =>
        STANDARD_CRITERION_IDS.map((id) =>
          new Set(scored.map(({ marks }) => marks[id])).size === 1 ? 1 : 0,
        ),
      ),
  );
}

function byId<Id extends string, T>(ids: readonly Id[], of: (id: Id) => T): Record<Id, T> {
  return Object.fromEntries(ids.map((id) => [id, of(id)])) as Record<Id, T>;
}
