import { and, eq, gt, isNull, lt, or, sql, type SQL } from "drizzle-orm";
import * as z from "zod";

import {
  REVIEW_PRIORITY,
  REVIEW_REASONS,
  reviewReasonSchema,
  type ReviewReason,
} from "#shared/contracts/reviews.ts";

import { person } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { alsoFor, reviewItem } from "../db/review-schema.ts";

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

/**
 * What waits for a person, most pressing and newest first; at most `limit`, some three rows read for each. A filter by agent or
 * campaign chooses among the `MOST_LOOKED_AT` most pressing, of its reason where it names one.
 */
export async function readQueue(
  db: Database,
  siteId: string,
  filter: QueueFilter,
  limit: number,
): Promise<QueueItem[]> {
  const rows = await db.all(sql`
    select review_item.recording_id as recordingId, review_item.reasons, review_item.agent_user as agentUser,
      call.agent_name as agentName, review_item.campaign_id as campaignId, call.started_at as startedAt,
      call.duration_sec as durationSec, review_item.total, review_item.claimed_by as claimedBy,
      person.name as claimedByName, review_item.claimed_until as claimedUntil
    from ${pressing(siteId, filter, undefined, limit)}
    left join call on call.site_id = review_item.site_id and call.recording_id = review_item.recording_id
    left join person on person.id = review_item.claimed_by
    order by ${IN_ORDER}`);
  return z.array(itemSchema).parse(rows);
}

const IN_ORDER = sql`review_item.priority desc, review_item.local_date desc, review_item.recording_id`;

/** So many of the most pressing are looked through for an agent or a campaign, of which there is no index. */
export const MOST_LOOKED_AT = 600;

/** The `limit` most pressing items of a filter, and of `more`, as the table `review_item`; each index is read in order. */
function pressing(siteId: string, filter: QueueFilter, more: SQL | undefined, limit: number): SQL {
  const parts = indexed(filter.reason).map(({ index, where }) => {
    const open = sql`select * from review_item indexed by ${sql.identifier(index)}
      where site_id = ${siteId} and state = 'open' and ${sql.raw(where)}`;
    const chosen = and(whose(filter), more) ?? sql`true`;
    const cut = sql`order by ${IN_ORDER} limit ${limit}`;
    return whose(filter) === undefined
      ? sql`${open} and ${chosen} ${cut}`
      : sql`select * from (${open} order by ${IN_ORDER} limit ${MOST_LOOKED_AT}) as review_item where ${chosen} ${cut}`;
  });
  const all = sql.join(
    parts.map((part) => sql`select * from (${part})`),
    sql` union all `,
  );
  return sql`(select * from (${all}) as review_item order by ${IN_ORDER} limit ${limit}) as review_item`;
}

/** Where the open items with a reason are: those that also have a weightier one, then those that do not. */
function indexed(reason: ReviewReason | null): { index: string; where: string }[] {
  if (reason === null) return [{ index: "review_item_open", where: "true" }];
  return [
    { index: `review_item_also_${reason}`, where: alsoFor(reason) },
    { index: "review_item_open", where: `priority = ${REVIEW_PRIORITY[reason]}` },
  ];
}

const whose = ({ agentUser, campaignId }: QueueFilter): SQL | undefined =>
  and(
    agentUser === null ? undefined : eq(reviewItem.agentUser, agentUser),
    campaignId === null ? undefined : eq(reviewItem.campaignId, campaignId),
  );

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
  const allowed = sql`review_item.recording_id not in (select value from json_each(${JSON.stringify(notThese)}))`;
  const [own] = recordingIds.parse(
    await db.all(sql`
      select recording_id as recordingId from review_item indexed by review_item_claimed
      where site_id = ${siteId} and state = 'open' and claimed_by = ${personId} and claimed_until > ${nowMs}
        and (${filter.reason} is null or reasons ->> ${filter.reason} is not null) and ${and(whose(filter), allowed)}
      order by ${IN_ORDER} limit 1`),
  );
  if (own !== undefined) return own.recordingId;
  const free = sql`(review_item.claimed_by is null or review_item.claimed_until < ${nowMs})`;
  const [claimed] = recordingIds.parse(
    await db.all(sql`
      update review_item set claimed_by = ${personId}, claimed_until = ${untilMs}
      where site_id = ${siteId} and ${free} and recording_id = (
        select recording_id from ${pressing(siteId, filter, and(allowed, free), 1)})
      returning recording_id as recordingId`),
  );
  return claimed?.recordingId ?? null;
}

const recordingIds = z.array(z.object({ recordingId: z.string() }));

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

/** So many are counted of each of the eight reasons, a row read for each. */
export const MOST_COUNTED = 50;

/** How many calls wait for each reason, `MOST_COUNTED` at most; a call with two counts for both. */
export async function countWaiting(
  db: Database,
  siteId: string,
): Promise<Record<ReviewReason, number>> {
  const counts = REVIEW_REASONS.map((reason) => {
    const parts = indexed(reason).map(
      ({ index, where }) =>
        `SELECT 1 FROM review_item INDEXED BY ${index} WHERE site_id = ?1 AND state = 'open' AND ${where}`,
    );
    return `(SELECT count(*) FROM (${parts.join(" UNION ALL ")} LIMIT ${MOST_COUNTED})) AS ${reason}`;
  });
  const { results } = await db.$client
    .prepare(`SELECT ${counts.join(", ")}`)
    .bind(siteId)
    .all();
  return z.record(reviewReasonSchema, z.int()).parse(results[0]);
}
