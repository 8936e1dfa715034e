import type { NewDispute } from "#shared/contracts/disputes.ts";

import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";
import { AppError, notFound } from "../errors/app-error.ts";
import { readCallRecord, type CallRecord } from "../qa-api/call-record.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";
import { readReviews } from "../reviews/review.repository.ts";
import { conflict, disputeNotOpen, noSuchDispute } from "./dispute-errors.ts";
import { viewDisputes, type DisputeView } from "./dispute-view.usecase.ts";
import {
  acknowledgeScore,
  endDispute,
  findDispute,
  openDispute,
  type AboutScore,
} from "./disputes.repository.ts";
import { disputablesOf, type DisputableItem } from "./standing-score.ts";

/*
 * What an agent says of the score of one of their own calls. Each step is one batch with its audit entry; a step that comes too
 * late, or second, is 409 and changes nothing.
 */

/** Lets the score of an agent's call stand. Throws AppError 404 for another's call, 409 when it may not be acknowledged. */
export async function acknowledge(
  db: Database,
  agent: SignedIn,
  recordingId: string,
  clock: SiteClock,
): Promise<void> {
  const { about, view } = await ownScore(db, agent, recordingId, clock);
  if (!view.mayAcknowledge) throw mayNot(view, clock);
  const isStored = await acknowledgeScore(db, about, {
    ...by(agent, clock),
    action: "score.acknowledge",
    detail: { recording_id: about.recordingId, ...versionOf(about) },
  });
  if (!isStored) throw changedMeanwhile();
}

/** Disputes the score of an agent's call. Throws AppError 404 for another's call, 400 when something is named that was not marked, 409 when it may not be disputed. */
export async function dispute(
  db: Database,
  agent: SignedIn,
  recordingId: string,
  { reasons, comment }: NewDispute,
  clock: SiteClock,
): Promise<void> {
  const { call, disputables, about, view } = await ownScore(db, agent, recordingId, clock);
  if (!view.mayDispute) throw mayNot(view, clock);
  checkAgainst(disputables, reasons);
  const id = crypto.randomUUID();
  const opened = { id, agentUser: call.agentUser ?? "", reasons, comment };
  const isOpened = await openDispute(db, about, opened, {
    ...by(agent, clock),
    action: "dispute.open",
    detail: { id, recording_id: about.recordingId, ...versionOf(about), of: Object.keys(reasons) },
  });
  if (!isOpened) throw changedMeanwhile();
}

/** Takes an agent's own dispute back; answers its call. Throws AppError 404 for another's, 409 when it is not open. */
export async function withdraw(
  db: Database,
  agent: SignedIn,
  id: string,
  clock: SiteClock,
): Promise<string> {
  const found = await findDispute(db, agent.siteId, id);
  if (found === null || found.openedBy !== agent.personId) throw noSuchDispute();
  const isEnded = await endDispute(
    db,
    agent.siteId,
    id,
    {
      state: "withdrawn",
      decidedBy: agent.personId,
      decidedAt: clock.nowMs,
      answer: null,
      answers: null,
    },
    {
      ...by(agent, clock),
      action: "dispute.withdraw",
      detail: { id, recording_id: found.recordingId },
    },
  );
  if (!isEnded) throw disputeNotOpen();
  return found.recordingId;
}

async function ownScore(
  db: Database,
  agent: SignedIn,
  recordingId: string,
  clock: SiteClock,
): Promise<{
  call: CallRecord;
  disputables: DisputableItem[];
  about: AboutScore;
  view: DisputeView;
}> {
  const call = await readCallRecord(db, agent.siteId, recordingId);
  if (call === null || agent.agentUser === null || call.agentUser !== agent.agentUser) {
    throw notFound("There is no such call of yours.");
  }
  const reviews = await readReviews(db, agent.siteId, call.recordingId);
  const view = await viewDisputes(db, agent.siteId, call, reviews, clock);
  if (view.standing === null) {
    throw conflict("no_score", "This call has no score yet, so there is nothing to say of it.");
  }
  const about = {
    siteId: agent.siteId,
    recordingId: call.recordingId,
    standing: view.standing,
    personId: agent.personId,
    nowMs: clock.nowMs,
  };
  return { call, disputables: disputablesOf(call, reviews), about, view };
}

function checkAgainst(
  disputables: readonly DisputableItem[],
  reasons: NewDispute["reasons"],
): void {
  const known = new Set(disputables.map(({ id }) => id));
  const problems = Object.keys(reasons)
    .filter((id) => !known.has(id))
    .map((id) => ({ field: id, problem: "was not marked on this call" }));
  if (problems.length === 0) return;
  throw new AppError({
    code: "invalid_dispute",
    status: 400,
    message: "The dispute names something that the score of this call does not have.",
    details: problems,
  });
}

/** Why somebody may say nothing of a score, in the order in which it matters to them. */
function mayNot({ open, acknowledgement, untilMs }: DisputeView, clock: SiteClock): AppError {
  if (open !== null) {
    return conflict("dispute_open", "You have disputed this score; it waits for an answer.");
  }
  if (acknowledgement !== null) {
    return conflict("score_acknowledged", "You have acknowledged this score already.");
  }
  if (untilMs === null || clock.nowMs >= untilMs) {
    return conflict("dispute_too_late", "The time in which this score could be disputed is over.");
  }
  return conflict(
    "dispute_decided",
    "A dispute about this score has been decided; that was the last word.",
  );
}

const by = (who: SignedIn, clock: SiteClock) => ({ atMs: clock.nowMs, actor: actorOf(who) });

const versionOf = ({ standing: { scoreVersion, reviewId } }: AboutScore) => ({
  score_version: scoreVersion,
  review_id: reviewId === "" ? null : reviewId,
});

function changedMeanwhile(): AppError {
  return conflict(
    "score_changed",
    "The score changed while you were looking at it. Open the call again; then you may acknowledge or dispute what counts now.",
  );
}
