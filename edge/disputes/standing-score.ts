import type { Disputable } from "#shared/contracts/disputes.ts";
import type { Mark } from "#shared/scoring/score-call.ts";
import { addDays, epochOfClockTime, localDateAt } from "#shared/time/site-time.ts";

import type { CallRecord } from "../qa-api/call-record.repository.ts";
import type { StoredReview } from "../reviews/review.repository.ts";

/** The score of a call that counts: the judge's, or a person's review that wins over it. */
export type StandingScore = {
  /** The judge's; 0 where no judge gave one. */
  scoreVersion: number;
  /** '' where the judge's own counts. */
  reviewId: string;
  total: number | null;
  /** Epoch milliseconds. */
  givenAtMs: number;
  /** It answered a dispute, so that it is the last word. */
  isAnswer: boolean;
};

/** Null for a call that has no score of any kind. */
export function standingScore(
  call: Pick<CallRecord, "score">,
  reviews: readonly StoredReview[],
): StandingScore | null {
  const { score } = call;
  const review = reviews.findLast(({ isCurrent }) => isCurrent);
  if (review !== undefined) {
    return {
      scoreVersion: score?.version ?? 0,
      reviewId: review.id,
      total: review.total,
      givenAtMs: review.createdAt,
      isAnswer: review.cause === "dispute",
    };
  }
  if (score === null) return null;
  return {
    scoreVersion: score.version,
    reviewId: "",
    total: score.total,
    givenAtMs: score.createdAt,
    isAnswer: false,
  };
}

/** What can be disputed of the score that counts: each criterion with its mark, and each auto-fail found, whose mark is null. */
export type DisputableItem = { id: Disputable; mark: Mark | null };

export function disputablesOf(
  { score }: Pick<CallRecord, "score">,
  reviews: readonly StoredReview[],
): DisputableItem[] {
  const review = reviews.findLast(({ isCurrent }) => isCurrent);
  const marks: DisputableItem[] =
    review === undefined
      ? (score?.criteria ?? []).map(({ id, mark }) => ({ id, mark }))
      : Object.entries(review.marks).map(([id, mark]) => ({ id, mark }));
  const autoFails = review?.autoFails ?? (score?.autoFails ?? []).map(({ id }) => id);
  return [...marks, ...autoFails.map((id) => ({ id, mark: null }))];
}

/** Until when a score may be acknowledged or disputed: the end of the day so many days after it was given, on the site's clock. */
export function disputableUntil(givenAtMs: number, disputeDays: number, timeZone: string): number {
  if (disputeDays === 0) return givenAtMs;
  const givenOn = localDateAt(givenAtMs, timeZone);
  return epochOfClockTime(addDays(givenOn, disputeDays + 1), "00:00", timeZone);
}
