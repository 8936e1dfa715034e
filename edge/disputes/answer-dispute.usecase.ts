import type { DisputeAnswers, NewAnswer } from "#shared/contracts/disputes.ts";
import type { NewReview } from "#shared/contracts/reviews.ts";
import type { Mark } from "#shared/scoring/score-call.ts";

import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";
import { outcomesOf, type AnswerByReview } from "../reviews/review.repository.ts";
import { submitReview } from "../reviews/submit-review.usecase.ts";
import { conflict, disputeNotOpen, noSuchDispute } from "./dispute-errors.ts";
import { endDispute, findDispute, stillStands } from "./disputes.repository.ts";
import { answersByForm, answersByReview, stateBy } from "./item-answers.ts";
import { readOpenDispute, type OpenDispute } from "./open-dispute.usecase.ts";

/**
 * Answers a dispute thing by thing. Where something is revised, the score that counts is given once more as the reviewer's own
 * review, with what was revised in it; otherwise it stands. Answers the call and how the dispute ended. Throws AppError 404 when
 * the site has no such dispute, 400 where the answer does not fit it, 409 when it is not open or its score cannot be revised in
 * parts.
 */
export async function answerDispute(
  db: Database,
  reviewer: SignedIn,
  id: string,
  answer: NewAnswer,
  clock: SiteClock,
): Promise<{ recordingId: string; state: "revised" | "declined" }> {
  const { siteId } = reviewer;
  const found = await findDispute(db, siteId, id);
  const call = found === null ? null : await readCallRecord(db, siteId, found.recordingId);
  if (call === null) throw noSuchDispute();
  const open = await readOpenDispute(db, siteId, call, id);
  if (open === null) throw disputeNotOpen();
  const answers = answersByForm(open.before, answer, open.autoFails);
  const state = stateBy(answers);
  const { recordingId } = call;
  if (state === "revised") {
    await reviseParts(db, reviewer, call, { id, open, answers }, answer.comment, clock);
    return { recordingId, state };
  }
  const isEnded = await endDispute(
    db,
    siteId,
    id,
    {
      state,
      decidedBy: reviewer.personId,
      decidedAt: clock.nowMs,
      answer: answer.comment,
      answers,
    },
    {
      atMs: clock.nowMs,
      actor: actorOf(reviewer),
      action: "dispute.decline",
      detail: { id, recording_id: recordingId, ...outcomesOf(answers) },
    },
  );
  if (!isEnded) throw disputeNotOpen();
  return { recordingId, state };
}

/**
 * What a review of a whole call answers to the dispute of it that the reviewer saw; null where that has ended meanwhile. Throws
 * AppError 400 where the reviewer does not say why.
 */
export async function answerOfReview(
  db: Database,
  siteId: string,
  call: CallRecord,
  { marks, auto_fails: autoFails }: Pick<NewReview, "marks" | "auto_fails">,
  { disputeId, whys }: { disputeId: string; whys: Readonly<Record<string, string>> },
): Promise<AnswerByReview | null> {
  const open = await readOpenDispute(db, siteId, call, disputeId);
  if (open === null) return null;
  const answers = answersByReview(open.before, { marks, autoFails }, whys, open.autoFails);
  return { disputeId, state: stateBy(answers), answers, onlyWhile: null };
}

/** Throws AppError 409, and stores nothing, where the dispute has ended or another score counts meanwhile. */
async function reviseParts(
  db: Database,
  reviewer: SignedIn,
  call: CallRecord,
  { id, open, answers }: { id: string; open: OpenDispute; answers: DisputeAnswers },
  comment: string,
  clock: SiteClock,
): Promise<void> {
  const { card, standing } = open;
  if (standing === null || !card.isThatVersion) {
    throw conflict(
      "score_not_revisable",
      "The scorecard of this score is not kept any more. Mark the whole call yourself: that answers the dispute as well.",
    );
  }
  const isEnded = await submitReview(
    db,
    call,
    card.scorecard,
    revisedReview(open, answers, comment),
    reviewer,
    clock.nowMs,
    {
      disputeId: id,
      state: "revised",
      answers,
      onlyWhile: stillStands({
        siteId: reviewer.siteId,
        recordingId: call.recordingId,
        standing,
      }),
    },
  );
  if (!isEnded) {
    throw conflict(
      "score_changed",
      "The dispute has ended, or the score has changed, while you were answering. Open the call again to see what counts now.",
    );
  }
}

/** The score that counts with what was revised in it, and why beside each mark. It has no verdict: nobody was asked for one. */
function revisedReview(
  { items, autoFails }: OpenDispute,
  answers: DisputeAnswers,
  comment: string,
): NewReview {
  const found = new Set(items.flatMap(({ id, mark }) => (mark === null ? [id] : [])));
  for (const [id, { given }] of Object.entries(answers)) {
    if (given === "found") found.add(id);
    if (given === "not_found") found.delete(id);
  }
  const marks = items.flatMap(({ id, mark }): [string, Mark][] => {
    if (mark === null) return [];
    const given = answers[id]?.given ?? mark;
    return given === "found" || given === "not_found" ? [] : [[id, given]];
  });
  const whys = Object.entries(answers).flatMap(([id, { why }]): [string, string][] =>
    autoFails.has(id) ? [] : [[id, why]],
  );
  return {
    marks: Object.fromEntries(marks),
    comments: Object.fromEntries(whys),
    auto_fails: [...found],
    comment,
    verdict: null,
    is_blind: false,
  };
}
