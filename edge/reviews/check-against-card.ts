import type { NewReview } from "#shared/contracts/reviews.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";

import { AppError } from "../errors/app-error.ts";

/** Throws AppError 400 when a criterion of the card lacks its mark, or something is marked that is not on it. */
export function checkAgainst(scorecard: Scorecard, review: NewReview): void {
  const criteria = new Set<string>(scorecard.criteria.map(({ id }) => id));
  const always = new Set<string>(
    scorecard.criteria.filter((one) => one.not_applicable_when === null).map(({ id }) => id),
  );
  const autoFails = new Set<string>(scorecard.auto_fails.map(({ id }) => id));
  const problems = [
    ...[...criteria]
      .filter((id) => !(id in review.marks))
      .map((id) => ({ field: `mark.${id}`, problem: "needs a mark, or not applicable" })),
    ...Object.entries(review.marks).flatMap(([id, mark]) => {
      if (!criteria.has(id)) return [{ field: id, problem: "is not on this scorecard" }];
      return mark === "NA" && always.has(id)
        ? [{ field: `mark.${id}`, problem: "always applies on this scorecard" }]
        : [];
    }),
    ...Object.keys(review.comments)
      .filter((id) => !criteria.has(id))
      .map((id) => ({ field: id, problem: "is not on this scorecard" })),
    ...review.auto_fails
      .filter((id) => !autoFails.has(id))
      .map((id) => ({ field: id, problem: "is no auto-fail item of this scorecard" })),
  ];
  if (problems.length === 0) return;
  throw new AppError({
    code: "invalid_review",
    status: 400,
    message: "The review does not fit the scorecard of this call.",
    details: problems,
  });
}
