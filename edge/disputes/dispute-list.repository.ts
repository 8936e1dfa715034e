import { and, desc, eq, gte, sql } from "drizzle-orm";
import * as z from "zod";

import { disputeStateSchema, type DisputeState } from "#shared/contracts/disputes.ts";

import type { Database } from "../db/client.ts";
import { dispute } from "../db/dispute-schema.ts";
import { call } from "../db/schema.ts";
import { answersSchema, deciderOf, openerOf, reasonsSchema } from "./disputes.repository.ts";

export type DisputeFilter = { state: DisputeState | "all"; agentUser: string | null };

const listedSchema = z.object({
  id: z.string(),
  recordingId: z.string(),
  agentName: z.string(),
  startedAt: z.number().nullable(),
  reasons: reasonsSchema,
  state: disputeStateSchema,
  answers: answersSchema,
  openedAt: z.number(),
  decidedAt: z.number().nullable(),
  decidedByName: z.string().nullable(),
});
export type ListedDispute = z.infer<typeof listedSchema>;

/** Newest disputes first, at most `limit`: four rows read for each, and those that the state leaves out. */
export async function readDisputes(
  db: Database,
  siteId: string,
  { state, agentUser }: DisputeFilter,
  limit: number,
): Promise<ListedDispute[]> {
  const rows = await db
    .select({
      id: dispute.id,
      recordingId: dispute.recordingId,
      agentName: sql<string>`coalesce(${call.agentName}, ${openerOf.name})`,
      startedAt: call.startedAt,
      reasons: dispute.reasons,
      state: dispute.state,
      answers: dispute.answers,
      openedAt: dispute.openedAt,
      decidedAt: dispute.decidedAt,
      decidedByName: deciderOf.name,
    })
    .from(dispute)
    .innerJoin(openerOf, eq(openerOf.id, dispute.openedBy))
    .leftJoin(deciderOf, eq(deciderOf.id, dispute.decidedBy))
    .leftJoin(call, and(eq(call.siteId, dispute.siteId), eq(call.recordingId, dispute.recordingId)))
    .where(
      and(
        eq(dispute.siteId, siteId),
        agentUser === null ? undefined : eq(dispute.agentUser, agentUser),
        state === "all" ? undefined : eq(dispute.state, state),
      ),
    )
    .orderBy(desc(dispute.openedAt))
    .limit(limit);
  return z.array(listedSchema).parse(rows);
}

export type CountedDispute = Pick<ListedDispute, "reasons" | "state" | "answers">;

/** What was disputed since a time, the newest `limit` of it. */
export async function readDisputesSince(
  db: Database,
  siteId: string,
  sinceMs: number,
  limit: number,
): Promise<CountedDispute[]> {
  const rows = await db
    .select({ reasons: dispute.reasons, state: dispute.state, answers: dispute.answers })
    .from(dispute)
    .where(and(eq(dispute.siteId, siteId), gte(dispute.openedAt, sinceMs)))
    .orderBy(desc(dispute.openedAt))
    .limit(limit);
  return z.array(listedSchema.pick({ reasons: true, state: true, answers: true })).parse(rows);
}

const reviewerRateSchema = z.object({
  name: z.string(),
  reviews: z.number(),
  disputed: z.number(),
  revised: z.number(),
});
export type ReviewerRate = z.infer<typeof reviewerRateSchema>;

/** How many of each reviewer's reviews since a time were disputed and revised, of the newest `limit` reviews of the site. */
export async function readReviewerRates(
  db: Database,
  siteId: string,
  sinceMs: number,
  limit: number,
): Promise<ReviewerRate[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT person.name AS name, of.reviews, of.disputed, of.revised
       FROM (SELECT newest.reviewer_id, count(DISTINCT newest.id) AS reviews, count(DISTINCT d.review_id) AS disputed,
                    count(DISTINCT iif(d.state = 'revised', d.review_id, NULL)) AS revised
             FROM (SELECT id, reviewer_id FROM review WHERE site_id = ?1 AND created_at >= ?2
                   ORDER BY created_at DESC LIMIT ?3) AS newest
             LEFT JOIN dispute AS d ON d.review_id = newest.id AND d.review_id <> '' AND d.state <> 'withdrawn'
             GROUP BY newest.reviewer_id
             LIMIT 30) AS of
       CROSS JOIN person ON person.id = of.reviewer_id
       ORDER BY of.disputed * 1.0 / of.reviews DESC, of.reviews DESC`,
    )
    .bind(siteId, sinceMs, limit)
    .all();
  return z.array(reviewerRateSchema).parse(results);
}
