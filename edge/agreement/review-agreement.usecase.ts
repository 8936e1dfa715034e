import { mean } from "#shared/scoring/agreement/agreement.ts";

import { criterionName } from "../dashboard/wording.ts";
import type { Database } from "../db/client.ts";
import type { Period } from "../qa-api/period.ts";
import {
  agreementRows,
  figuresOf,
  markPairs,
  type AgreementFigures,
  type AgreementRow,
  type CallMarkPair,
} from "./agreement-figures.ts";
import { judgeName } from "./judge-name.ts";
import { readReviewedScores, type ReviewedScore } from "./reviewed-scores.repository.ts";

/** As many as a free Worker's 10 ms are enough for; two rows are read for each. */
const MOST_REVIEWS = 400;
/** How many of the newest reviews tell how a criterion is judged lately. */
export const ROLLING_REVIEWS = 25;

export type ReviewAgreement = {
  period: Period;
  /** Reviews that were held against the judge's score. */
  reviews: number;
  /** There were more; these are of the newest calls. */
  isCut: boolean;
  all: AgreementRow[];
  /** Share of the same mark among the newest 25 reviews that marked it, by criterion and for `all`. */
  rolling: ReadonlyMap<string, number | null>;
  /** Blind and seeing reviews apart. */
  bySight: AgreementRow[];
  byJudge: AgreementRow[];
  totals: TotalAgreement;
};

export type TotalAgreement = {
  /** Mean distance of the two totals, in points; null without any. */
  meanError: number | null;
  /** Mean of the judge's less the person's. */
  bias: number | null;
  /** Of all reviews, the share in which both flagged the call or neither did. */
  sameFlag: number | null;
};

/** How far the judge agrees with the people who reviewed a period's calls. */
export async function viewReviewAgreement(
  db: Database,
  siteId: string,
  period: Period,
  options: { blindOnly: boolean },
): Promise<ReviewAgreement> {
  const found = await readReviewedScores(db, siteId, period, MOST_REVIEWS + 1);
  const read = found.slice(0, MOST_REVIEWS);
  const chosen = options.blindOnly ? read.filter(({ isBlind }) => isBlind) : read;
  const criteria = criteriaOf(read);
  const pairsByReview = new Map(read.map((review) => [review, pairsOf(review)]));
  const pairsIn = (reviews: readonly ReviewedScore[]) =>
    reviews.flatMap((review) => pairsByReview.get(review) ?? []);
  const pairs = pairsIn(chosen);
  const rowOf = (id: string, name: string, reviews: readonly ReviewedScore[]) => ({
    id,
    name,
    figures: figuresOf(pairsIn(reviews)),
  });
  const newestFirst = chosen.toSorted((a, b) => b.createdAt - a.createdAt);
  return {
    period,
    reviews: chosen.length,
    isCut: found.length > MOST_REVIEWS,
    all: agreementRows(criteria, (isOfRow) => figuresOf(pairs.filter(isOfRow))),
    rolling: rollingExact(
      criteria,
      newestFirst.map((review) => pairsIn([review])),
    ),
    bySight: [
      rowOf(
        "blind",
        "Blind",
        read.filter(({ isBlind }) => isBlind),
      ),
      rowOf(
        "seeing",
        "With the judge's marks in sight",
        read.filter(({ isBlind }) => !isBlind),
      ),
    ].filter(({ figures }) => figures.calls > 0),
    byJudge: [...Map.groupBy(chosen, judgeName)].map(([name, reviews]) =>
      rowOf(name, name, reviews),
    ),
    totals: totalAgreement(chosen),
  };
}

/** The figures of the newest reviews alone, for a panel: at most two rows read for each. */
export async function summariseReviewAgreement(
  db: Database,
  siteId: string,
  period: Period,
  limit: number,
): Promise<AgreementFigures> {
  const read = await readReviewedScores(db, siteId, period, limit);
  return figuresOf(read.flatMap(pairsOf));
}

/** The judge held against the person, criterion by criterion; what only one of them marked is left out. */
function pairsOf({ recordingId, marks, judgeMarks }: ReviewedScore): CallMarkPair[] {
  const criteria = Object.keys(marks).map((id) => ({ id }));
  return markPairs(criteria, recordingId, marks, judgeMarks);
}

/** Whatever was marked, most often first: calls of one period may have several scorecards. */
function criteriaOf(reviews: readonly ReviewedScore[]): { id: string; name: string }[] {
  const counts = new Map<string, number>();
  for (const id of reviews.flatMap(({ marks }) => Object.keys(marks))) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([id]) => ({ id, name: criterionName(id) }));
}

/** `reviews` are the pairs of each, newest first. */
function rollingExact(
  criteria: readonly { id: string }[],
  reviews: readonly (readonly CallMarkPair[])[],
): Map<string, number | null> {
  const exactOf = (id: string | null) => {
    const newest: CallMarkPair[][] = [];
    for (const pairs of reviews) {
      if (newest.length === ROLLING_REVIEWS) break;
      const ofCriterion = pairs.filter(({ criterionId }) => id === null || criterionId === id);
      if (ofCriterion.length > 0) newest.push(ofCriterion);
    }
    return figuresOf(newest.flat()).exact;
  };
  return new Map([
    ["all", exactOf(null)],
    ...criteria.map(({ id }): [string, number | null] => [id, exactOf(id)]),
  ]);
}

function totalAgreement(reviews: readonly ReviewedScore[]): TotalAgreement {
  const differences = reviews.flatMap(({ total, judgeTotal }) =>
    total === null || judgeTotal === null ? [] : [judgeTotal - total],
  );
  return {
    meanError: mean(differences.map(Math.abs)),
    bias: mean(differences),
    sameFlag: mean(reviews.map(({ flagged, judgeFlagged }) => (flagged === judgeFlagged ? 1 : 0))),
  };
}
