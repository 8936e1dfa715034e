import type { NewReview } from "#shared/contracts/reviews.ts";
import { scoreCall } from "#shared/scoring/score-call.ts";

import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { checkAgainst } from "../reviews/check-against-card.ts";
import { storeDecision, storeMark } from "./marks.repository.ts";
import type { DecisionForm } from "./round-form.ts";
import { closeRound, type Round } from "./rounds.repository.ts";

/**
 * Stores what a rater says of a call of an open round, for good: others' marks are shown after it. It is no review of the
 * call. Throws AppError 400 when it does not fit the round's card, 403 for who is no rater, 409 when the round is closed or
 * the rater has marked the call before.
 */
export async function markCall(
  db: Database,
  round: Round,
  recordingId: string,
  said: NewReview,
  rater: SignedIn,
  nowMs: number,
): Promise<void> {
  if (!round.raters.some(({ personId }) => personId === rater.personId)) {
    throw new AppError({
      code: "not_a_rater",
      status: 403,
      message: "You were not asked to mark the calls of this round.",
    });
  }
  checkAgainst(round.scorecard, said);
  const { total, flagged } = scoreCall(round.scorecard, said.marks, said.auto_fails);
  const stored = await storeMark(
    db,
    rater.siteId,
    round.id,
    {
      recordingId,
      personId: rater.personId,
      marks: said.marks,
      comments: Object.fromEntries(Object.entries(said.comments).filter(([, text]) => text !== "")),
      autoFails: said.auto_fails,
      total,
      flagged,
      comment: said.comment,
      submittedAt: nowMs,
    },
    {
      atMs: nowMs,
      actor: actorOf(rater),
      action: "calibration.mark",
      detail: { round_id: round.id, recording_id: recordingId },
    },
  );
  if (!stored) {
    throw conflict(
      "Your marks were not stored: the round is closed, or you have marked this call before. What was sent stays as it is.",
    );
  }
}

/** Closes a round for good. Throws AppError 409 when it is closed already. */
export async function endRound(
  db: Database,
  round: Round,
  by: SignedIn,
  nowMs: number,
): Promise<void> {
  const closed = await closeRound(db, by.siteId, round.id, {
    atMs: nowMs,
    actor: actorOf(by),
    action: "calibration.close",
    detail: { round_id: round.id },
  });
  if (!closed) throw conflict("This round is closed already.");
}

/**
 * Adds what a closed round agreed on to its decision log. Throws AppError 409 while it is open, because a decision would
 * tell those who have not marked yet, 400 for a mark that the card does not have, and 404 for a call of no round.
 */
export async function decide(
  db: Database,
  round: Round,
  recordingId: string,
  { criterion: criterionId, mark, text }: DecisionForm,
  by: SignedIn,
  nowMs: number,
): Promise<void> {
  if (round.state === "open") throw conflict("Close the round before you decide what holds.");
  const criterion = round.scorecard.criteria.find(({ id }) => id === criterionId);
  if (criterion === undefined || (mark === "NA" && criterion.not_applicable_when === null)) {
    throw new AppError({
      code: "invalid_form",
      status: 400,
      message: "The round's scorecard has no such criterion, or it always applies.",
      details: [{ field: "criterion", problem: "is not on this scorecard, or always applies" }],
    });
  }
  const id = crypto.randomUUID();
  const stored = await storeDecision(
    db,
    by.siteId,
    round.id,
    { id, recordingId, criterionId, mark, text, decidedBy: by.personId, decidedAt: nowMs },
    {
      atMs: nowMs,
      actor: actorOf(by),
      action: "calibration.decide",
      detail: { id, round_id: round.id, recording_id: recordingId, criterion: criterionId, mark },
    },
  );
  if (!stored) throw notFound("There is no such call in this round.");
}

function conflict(message: string): AppError {
  return new AppError({ code: "conflict", status: 409, message });
}
