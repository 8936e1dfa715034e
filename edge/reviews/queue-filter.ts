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

/** The queue's filter as an address carries it; what makes no sense is as if it had not been said. */
export function queueQuery(filter: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(filter).flatMap(([name, value]): [string, string][] =>
    value === null || value === "" ? [] : [[name, value]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** A filter as the queue's address says it, without the question mark; "" for none. */
export const writeQueueFilter = (filter: QueueFilter): string =>
  queueQuery(queueFilterFields(filter)).slice(1);
