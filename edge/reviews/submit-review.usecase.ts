import type { NewReview } from "#shared/contracts/reviews.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import type { SignedIn } from "../auth/principal.ts";
import { actorOf } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { removedMeanwhile, requireScoresKept } from "../qa-api/removed-scores.ts";
import { checkAgainst } from "./check-against-card.ts";
import { storeReview, type AnswerByReview } from "./review.repository.ts";

/**
 * Stores what a person says of a call, totalled by the same arithmetic as a judge's marks. Throws AppError 400 when a
 * criterion of the card lacks its mark, or something is marked that is not on it; 409 for a call without a transcript, 410 for one
 * that has lost its score. Answers whether it ended the dispute that it answers, which somebody else may have decided meanwhile.
 */
export async function submitReview(
  db: Database,
  call: CallRecord,
  scorecard: Scorecard,
  review: NewReview,
  reviewer: SignedIn,
  nowMs: number,
  answer: AnswerByReview | null,
): Promise<boolean> {
  requireScoresKept(call);
  if (call.transcript === null) {
    throw new AppError({
      code: "nothing_to_review",
      status: 409,
      message: "This call has no transcript, so there is nothing to review yet.",
    });
  }
  checkAgainst(scorecard, review);
  const result = scoreCall(scorecard, review.marks, review.auto_fails);
  const id = crypto.randomUUID();
  const { isStored, endedDispute } = await storeReview(
    db,
    reviewer.siteId,
    {
      id,
      recordingId: call.recordingId,
      scoreVersion: call.score?.version ?? null,
      scorecardId: scorecard.id,
      scorecardVersion: scorecard.version,
      reviewerId: reviewer.personId,
      marks: review.marks,
      comments: Object.fromEntries(
        Object.entries(review.comments).filter(
          (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
        ),
      ),
      autoFails: review.auto_fails,
      total: result.total,
      flagged: result.flagged ? 1 : 0,
      flagReason: result.flagReason,
      comment: review.comment,
      isBlind: review.is_blind ? 1 : 0,
      verdict: review.verdict,
      agentUser: call.agentUser,
      campaignId: call.campaignId,
      localDate: call.localDate,
      createdAt: nowMs,
    },
    answer,
    {
      atMs: nowMs,
      actor: actorOf(reviewer),
      action: "review.submit",
      detail: {
        id,
        recording_id: call.recordingId,
        total: result.total,
        verdict: review.verdict,
      },
    },
  );
  // Where it is only stored if it ends the dispute, that is for whoever asked to say.
  if (!isStored && (answer?.onlyWhile ?? null) === null) throw removedMeanwhile();
  return endedDispute;
}
