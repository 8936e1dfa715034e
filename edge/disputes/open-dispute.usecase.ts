import type { Given } from "#shared/contracts/disputes.ts";

import type { Database } from "../db/client.ts";
import type { CallRecord } from "../qa-api/call-record.repository.ts";
import { readCardOfCall } from "../reviews/card-of-call.repository.ts";
import type { CallCard } from "../reviews/card-of-call.ts";
import { readReviews } from "../reviews/review.repository.ts";
import { readDisputesOfCall } from "./disputes.repository.ts";
import { givenBefore } from "./item-answers.ts";
import {
  disputablesOf,
  standingScore,
  type DisputableItem,
  type StandingScore,
} from "./standing-score.ts";

/** An open dispute with all that answering it takes. */
export type OpenDispute = {
  standing: StandingScore | null;
  /** All that the score that counts consists of. */
  items: DisputableItem[];
  /** What was given for each thing that is disputed. */
  before: Map<string, Given | null>;
  /** Which ids are of auto-fails and not of criteria. */
  autoFails: Set<string>;
  /** By which the score that counts was made. */
  card: CallCard;
};

/** Null when the call has no dispute by this id that is open. */
export async function readOpenDispute(
  db: Database,
  siteId: string,
  call: CallRecord,
  id: string,
): Promise<OpenDispute | null> {
  const [{ disputes }, reviews] = await Promise.all([
    readDisputesOfCall(db, siteId, call.recordingId),
    readReviews(db, siteId, call.recordingId),
  ]);
  const dispute = disputes.find((one) => one.id === id && one.state === "open");
  if (dispute === undefined) return null;
  const card = await readCardOfCall(db, siteId, {
    campaignId: call.campaignId,
    score: reviews.findLast(({ isCurrent }) => isCurrent) ?? call.score,
  });
  const items = disputablesOf(call, reviews);
  const autoFails = new Set([
    ...card.scorecard.auto_fails.map((item) => item.id),
    ...items.flatMap((item) => (item.mark === null ? [item.id] : [])),
  ]);
  return {
    standing: standingScore(call, reviews),
    items,
    before: givenBefore(dispute.reasons, items, autoFails),
    autoFails,
    card,
  };
}
