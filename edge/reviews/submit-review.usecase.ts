import type { NewReview } from "#shared/contracts/reviews.ts";
import type { Scorecard } from "#shared/scorecard/scorecard.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import type { SignedIn } from "../auth/principal.ts";
import { actorOf } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError } from "../errors/app-error.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { storeReview } from "./review.repository.ts";

/**
 * Stores what a person says of a call, totalled by the same arithmetic as a judge's marks. Throws AppError 400 when a
 * criterion of the card lacks its mark, or something is marked that is not on it; 409 for a call without a transcript. Answers
 * whether it ended the dispute that it `answers`, which somebody else may have decided meanwhile.
 */
export async function submitReview(
  db: Database,
  call: CallRecord,
  scorecard: Scorecard,
  review: NewReview,
  reviewer: SignedIn,
  nowMs: number,
  answers: string | null = null,
): Promise<boolean> {
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
  return storeReview(
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
      agentUser: call.agentUser,
      campaignId: call.campaignId,
      localDate: call.localDate,
      createdAt: nowMs,
    },
    answers,
    {
      atMs: nowMs,
      actor: actorOf(reviewer),
      action: "review.submit",
      detail: { id, recording_id: call.recordingId, total: result.total },
    },
  );
}

function checkAgainst(scorecard: Scorecard, review: NewReview): void {
  const criteria = new Set<string>(scorecard.criteria.map(({ id }) => id));
  const always = new Set<string>(
    scorecard.criteria.filter((one) => one.not_applicable_when === null).map(({ id }) => id),
  );
  const autoFails = new Set<string>(scorecard.auto_fails.map(({ id }) => id));
  const problems = [
    ...[...criteria]
      .filter((id) => !(id in review.marks))
      .map((id) => ({ field: id, problem: "needs a mark, or not applicable" })),
    ...Object.entries(review.marks).flatMap(([id, mark]) => {
      if (!criteria.has(id)) return [{ field: id, problem: "is not on this scorecard" }];
      return mark === "NA" && always.has(id)
        ? [{ field: id, problem: "always applies on this scorecard" }]
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
