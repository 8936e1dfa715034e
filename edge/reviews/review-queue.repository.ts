import { and, asc, desc, eq, gt, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import * as z from "zod";

import { reviewReasonSchema, type ReviewReason } from "#shared/contracts/reviews.ts";

import { person } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { reviewItem } from "../db/review-schema.ts";
import { call } from "../db/schema.ts";

export type QueueFilter = {
  reason: ReviewReason | null;
  agentUser: string | null;
  campaignId: string | null;
};

const itemSchema = z.object({
  recordingId: z.string(),
  reasons: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.partialRecord(reviewReasonSchema, z.number())),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  campaignId: z.string().nullable(),
  startedAt: z.number().nullable(),
  durationSec: z.number().nullable(),
  total: z.number().nullable(),
  claimedBy: z.string().nullable(),
  claimedByName: z.string().nullable(),
  /** Epoch milliseconds; a claim ends by itself. */
  claimedUntil: z.number().nullable(),
});
export type QueueItem = z.infer<typeof itemSchema>;

/** What waits for a person, most pressing and newest first; at most `limit`, three rows read for each. */
export async function readQueue(
  db: Database,
  siteId: string,
  filter: QueueFilter,
  limit: number,
): Promise<QueueItem[]> {
  const rows = await db
    .select({
      recordingId: reviewItem.recordingId,
      reasons: reviewItem.reasons,
      agentUser: reviewItem.agentUser,
      agentName: call.agentName,
      campaignId: reviewItem.campaignId,
      startedAt: call.startedAt,
      durationSec: call.durationSec,
      total: reviewItem.total,
      claimedBy: reviewItem.claimedBy,
      claimedByName: person.name,
      claimedUntil: reviewItem.claimedUntil,
    })
    .from(reviewItem)
    .leftJoin(
      call,
      and(eq(call.siteId, reviewItem.siteId), eq(call.recordingId, reviewItem.recordingId)),
    )
    .leftJoin(person, eq(person.id, reviewItem.claimedBy))
    .where(matching(siteId, filter))
    .orderBy(...inOrder)
    .limit(limit);
  return z.array(itemSchema).parse(rows);
}

const inOrder = [
  desc(reviewItem.priority),
  desc(reviewItem.localDate),
  asc(reviewItem.recordingId),
] as const;

function matching(siteId: string, { reason, agentUser, campaignId }: QueueFilter): SQL | undefined {
  return and(
    eq(reviewItem.siteId, siteId),
    eq(reviewItem.state, "open"),
    reason === null ? undefined : sql`${reviewItem.reasons} ->> ${reason} is not null`,
    agentUser === null ? undefined : eq(reviewItem.agentUser, agentUser),
    campaignId === null ? undefined : eq(reviewItem.campaignId, campaignId),
  );
}

/**
 * Takes the next free call of the queue for somebody, or keeps the one they have, none of `notThese`, by one conditional update, so that two
 * people never get the same; null when there is none.
 */
export async function claimNext(
  db: Database,
  siteId: string,
  personId: string,
  filter: QueueFilter,
  notThese: readonly string[],
  nowMs: number,
  untilMs: number,
): Promise<string | null> {
  const wanted = and(
    matching(siteId, filter),
    notThese.length === 0
      ? undefined
      : sql`${reviewItem.recordingId} not in (select value from json_each(${JSON.stringify(notThese)}))`,
  );
  const free = or(isNull(reviewItem.claimedBy), lt(reviewItem.claimedUntil, nowMs));
  const [own] = await db
    .select({ recordingId: reviewItem.recordingId })
    .from(reviewItem)
    .where(and(wanted, eq(reviewItem.claimedBy, personId), gt(reviewItem.claimedUntil, nowMs)))
    .orderBy(...inOrder)
    .limit(1);
  if (own !== undefined) return own.recordingId;
  const next = db
    .select({ recordingId: reviewItem.recordingId })
    .from(reviewItem)
    .where(and(wanted, free))
    .orderBy(...inOrder)
    .limit(1);
  const [claimed] = await db
    .update(reviewItem)
    .set({ claimedBy: personId, claimedUntil: untilMs })
    .where(and(eq(reviewItem.siteId, siteId), eq(reviewItem.recordingId, sql`(${next})`), free))
    .returning({ recordingId: reviewItem.recordingId });
  return claimed?.recordingId ?? null;
}

/** Takes one call for somebody, unless somebody else has it; answers whether it is theirs now. */
export async function claimCall(
  db: Database,
  siteId: string,
  recordingId: string,
  personId: string,
  nowMs: number,
  untilMs: number,
): Promise<boolean> {
  const claimed = await db
    .update(reviewItem)
    .set({ claimedBy: personId, claimedUntil: untilMs })
    .where(
      and(
        eq(reviewItem.siteId, siteId),
        eq(reviewItem.recordingId, recordingId),
        eq(reviewItem.state, "open"),
        or(
          isNull(reviewItem.claimedBy),
          eq(reviewItem.claimedBy, personId),
          lt(reviewItem.claimedUntil, nowMs),
        ),
      ),
    )
    .returning({ recordingId: reviewItem.recordingId });
  return claimed.length > 0;
}

/** Who has taken a call of the queue and until when, epoch milliseconds; null when nobody has. */
export async function readClaim(
  db: Database,
  siteId: string,
  recordingId: string,
  nowMs: number,
): Promise<{ personId: string; name: string; untilMs: number } | null> {
  const [claim] = await db
    .select({
      personId: person.id,
      name: person.name,
      untilMs: sql<number>`${reviewItem.claimedUntil}`,
    })
    .from(reviewItem)
    .innerJoin(person, eq(person.id, reviewItem.claimedBy))
    .where(
      and(
        eq(reviewItem.siteId, siteId),
        eq(reviewItem.recordingId, recordingId),
        eq(reviewItem.state, "open"),
        gt(reviewItem.claimedUntil, nowMs),
      ),
    );
  return claim ?? null;
}

/** Gives back what somebody had claimed. */
export async function releaseCall(
  db: Database,
  siteId: string,
  recordingId: string,
  personId: string,
): Promise<void> {
  await db
    .update(reviewItem)
    .set({ claimedBy: null, claimedUntil: null })
    .where(
      and(
        eq(reviewItem.siteId, siteId),
        eq(reviewItem.recordingId, recordingId),
        eq(reviewItem.claimedBy, personId),
      ),
    );
}

/** Of so many open items, the most pressing, the reasons are counted: two rows are read for each. */
export const COUNTED_ITEMS = 500;

/** How many of the most pressing calls wait for each reason; a call with two counts for both. */
export async function countWaiting(
  db: Database,
  siteId: string,
): Promise<Partial<Record<ReviewReason, number>>> {
  const { results } = await db.$client
    .prepare(
      `SELECT reason.key AS reason, count(*) AS waiting
       FROM (SELECT reasons FROM review_item WHERE site_id = ?1 AND state = 'open'
             ORDER BY priority DESC, local_date DESC, recording_id LIMIT ${COUNTED_ITEMS}) AS item
       JOIN json_each(item.reasons) AS reason
       GROUP BY 1`,
    )
    .bind(siteId)
    .all();
  const rows = z.array(z.object({ reason: reviewReasonSchema, waiting: z.int() })).parse(results);
  return Object.fromEntries(rows.map(({ reason, waiting }) => [reason, waiting]));
}
