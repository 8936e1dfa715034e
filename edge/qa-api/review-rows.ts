import type { ReviewRows } from "#shared/contracts/qa-reviews.ts";
import { maskText } from "#shared/masking/mask-numbers.ts";

import { roundedTotal } from "./averages.ts";
import type { ListedReview } from "./list-reviews.repository.ts";

/** Reviews as the API gives them; with `masks` telephone numbers are hidden. */
export function reviewRows(reviews: readonly ListedReview[], masks: boolean): ReviewRows {
  return reviews.map((review) => ({
    recording_id: review.recordingId,
    date: review.localDate,
    agent_user: review.agentUser,
    campaign_id: review.campaignId,
    reviewed_at: new Date(review.createdAt).toISOString(),
    reviewer: review.reviewerName,
    blind: review.isBlind,
    answers_dispute: review.cause === "dispute",
    total_score: roundedTotal(review.total),
    flagged: review.flagged,
    flag_reason: review.flagReason,
    verdict: review.verdict,
    comment: masks ? maskText(review.comment) : review.comment,
    judge_total_score: roundedTotal(review.judgeTotal),
  }));
}
