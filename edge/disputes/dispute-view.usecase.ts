import type { Database } from "../db/client.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import type { SiteClock } from "../qa-api/period.ts";
import type { StoredReview } from "../reviews/review.repository.ts";
import {
  readDisputesOfCall,
  type Acknowledgement,
  type StoredDispute,
} from "./disputes.repository.ts";
import { disputableUntil, standingScore, type StandingScore } from "./standing-score.ts";

/** What was said of a call's score, and what its agent may still say. */
export type DisputeView = {
  /** Null: the call has no score of any kind, so there is nothing to say. */
  standing: StandingScore | null;
  /** Epoch milliseconds; null without a score, or where the site has no disputes. */
  untilMs: number | null;
  acknowledgement: Acknowledgement | null;
  /** Newest first. */
  disputes: StoredDispute[];
  open: StoredDispute | null;
  mayAcknowledge: boolean;
  mayDispute: boolean;
};

/** One round trip beside the call and its reviews. */
export async function viewDisputes(
  db: Database,
  siteId: string,
  call: CallRecord,
  reviews: readonly StoredReview[],
  clock: SiteClock,
): Promise<DisputeView> {
  const stored = await readDisputesOfCall(db, siteId, call.recordingId);
  const { disputes, disputeDays } = stored;
  const standing = standingScore(call, reviews);
  const isAbout = (one: { scoreVersion: number; reviewId: string }) =>
    one.scoreVersion === standing?.scoreVersion && one.reviewId === standing.reviewId;
  const acknowledgement = stored.acknowledgements.find(isAbout) ?? null;
  const open = disputes.find(({ state }) => state === "open") ?? null;
  const untilMs =
    standing === null || disputeDays === 0
      ? null
      : disputableUntil(standing.givenAtMs, disputeDays, clock.timeZone);
  const wasDecided = disputes.some(
    (one) => isAbout(one) && (one.state === "declined" || one.state === "revised"),
  );
  const mayAcknowledge =
    untilMs !== null && clock.nowMs < untilMs && acknowledgement === null && open === null;
  return {
    standing,
    untilMs,
    acknowledgement,
    disputes,
    open,
    mayAcknowledge,
    mayDispute: mayAcknowledge && !wasDecided && standing?.isAnswer === false,
  };
}
