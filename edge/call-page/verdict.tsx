import type { CallView } from "../dashboard/call-view.usecase.ts";
import { ToneShape } from "../dashboard/components/tone-shape.tsx";
import { formatScore } from "../dashboard/format.ts";
import { toneOfTotal } from "../dashboard/tone.ts";
import { isBuiltIn, providerName } from "../dashboard/wording.ts";
import type { StoredReview } from "../reviews/review.repository.ts";
import { VerdictBadge } from "../reviews/verdict-badge.tsx";

type Scored = NonNullable<CallView["call"]["score"]>;

/** A person's review wins where one score is shown; the judge's stays in sight. */
export function Verdict({
  score,
  review,
  flagBelow,
  isOwn,
}: {
  score: Scored;
  review: StoredReview | null;
  flagBelow: number;
  isOwn: boolean;
}) {
  const judge = isOwn && !isBuiltIn(score.provider) ? "the AI" : providerName(score.provider);
  if (review !== null) {
    return (
      <div class={`verdict ${review.flagged ? "verdict-flagged" : ""}`}>
        <p class="verdict-total">
          {formatScore(review.total)}
          <ToneShape tone={toneOfTotal(review.total, flagBelow)} />
        </p>
        <p class="verdict-reason">
          {review.flagged ? <strong>Flagged: {review.flagReason}</strong> : "Not flagged"}{" "}
          <VerdictBadge verdict={review.verdict} />
        </p>
        <p class="verdict-judge">
          Reviewed by <bdi>{review.reviewerName}</bdi>; <bdi>{judge}</bdi> gave{" "}
          {formatScore(score.total)}
        </p>
      </div>
    );
  }
  const tone = toneOfTotal(score.total, flagBelow);
  return (
    <div class={`verdict ${score.flagged ? "verdict-flagged" : ""}`}>
      <p class="verdict-total">
        {formatScore(score.total)}
        <ToneShape tone={tone} />
      </p>
      <p class="verdict-reason">
        {score.flagged ? <strong>Flagged: {score.flagReason}</strong> : "Not flagged"}
      </p>
      <p class="verdict-judge">
        {score.provider === "sample" ? (
          "Generated with the sample, judged by nobody"
        ) : (
          <>
            Judged by <bdi>{judge}</bdi>
          </>
        )}
        {!isOwn && !isBuiltIn(score.provider) && (
          <>
            , <bdi>{score.model}</bdi>
          </>
        )}
      </p>
    </div>
  );
}
