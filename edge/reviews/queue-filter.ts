import * as z from "zod";

import { reviewReasonSchema } from "#shared/contracts/reviews.ts";

import type { QueueFilter } from "./review-queue.repository.ts";

const optional = z.string().trim().min(1).max(64).nullable().catch(null);

/** The queue's filter as an address or a form says it; what makes no sense is as if it had not been said. */
export function queueFilterOf(read: (name: string) => unknown): QueueFilter {
  return {
    reason: reviewReasonSchema.nullable().catch(null).parse(read("reason")),
    agentUser: optional.parse(read("agent")),
    campaignId: optional.parse(read("campaign")),
  };
}

/** A filter by the names that `queueFilterOf` reads. */
export function queueFilterFields({ reason, agentUser, campaignId }: QueueFilter) {
  return { reason, agent: agentUser, campaign: campaignId };
}
