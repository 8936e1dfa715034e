import { and, asc, eq, notExists, sql } from "drizzle-orm";
import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { auditInsert, auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { person } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { dispute } from "../db/dispute-schema.ts";
import { review, reviewItem } from "../db/review-schema.ts";
import { dailyStat } from "../db/schema.ts";

export type NewReviewRow = Omit<
  typeof review.$inferInsert,
  "siteId" | "isCurrent" | "cause" | "marks" | "comments" | "autoFails" | "agentUser" | "campaignId"
> & {
  agentUser: string | null;
  campaignId: string | null;
  marks: Record<string, string>;
  comments: Record<string, string>;
  autoFails: string[];
};

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
const flag = z.int().transform((value) => value === 1);

const reviewRowSchema = z.object({
  id: z.string(),
  isCurrent: flag,
  scoreVersion: z.number().nullable(),
  scorecardId: z.string(),
  scorecardVersion: z.number(),
  reviewerId: z.string(),
  reviewerName: z.string(),
  cause: z.enum(["review", "dispute"]),
  marks: json(z.record(criterionIdSchema, markSchema)),
  comments: json(z.record(criterionIdSchema, z.string())),
  autoFails: json(z.array(autoFailIdSchema)),
  total: z.number().nullable(),
  flagged: flag,
  flagReason: z.string().nullable(),
  comment: z.string(),
  isBlind: flag,
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
export type StoredReview = z.infer<typeof reviewRowSchema>;

/** A call's reviews, oldest first. */
export async function readReviews(
  db: Database,
  siteId: string,
  recordingId: string,
): Promise<StoredReview[]> {
  const found = await db
    .select({ review, reviewerName: person.name })
    .from(review)
    .innerJoin(person, eq(person.id, review.reviewerId))
    .where(and(eq(review.siteId, siteId), eq(review.recordingId, recordingId)))
    .orderBy(asc(review.createdAt));
  return z
    .array(reviewRowSchema)
    .parse(found.map(({ review: row, reviewerName }) => ({ ...row, reviewerName })));
}

/**
 * Stores a review in one batch: it becomes the call's current one, the first of a call is counted in the rollups, and the
 * audit log has it. It ends the dispute that it `answers`, if that is still open; another dispute stays open, and its call in
 * the queue, because whoever reviewed did not know of it. Otherwise the call leaves the queue. Answers whether it ended one.
 */
export async function storeReview(
  db: Database,
  siteId: string,
  row: NewReviewRow,
  answers: string | null,
  event: AuditEvent,
): Promise<boolean> {
  const { recordingId, localDate, agentUser, campaignId, createdAt } = row;
  const disputed = and(
    eq(dispute.siteId, siteId),
    eq(dispute.recordingId, recordingId),
    eq(dispute.state, "open"),
  );
  const results = await db.batch([
    // Stands before the insert, because it asks whether this is the first.
    db
      .update(dailyStat)
      .set({
        reviewedCalls: sql`${dailyStat.reviewedCalls} + 1`,
        revision: sql`${dailyStat.revision} + 1`,
      })
      .where(
        sql`site_id = ${siteId}
          and (local_date, agent_user, campaign_id) in (
            values (${localDate}, '', ''), ('', '', ''),
                   (${localDate}, coalesce(${agentUser}, ''), ''), (${localDate}, '', coalesce(${campaignId}, '')))
          and not exists (select 1 from review where site_id = ${siteId} and recording_id = ${recordingId})`,
      ),
    db
      .update(review)
      .set({ isCurrent: 0 })
      .where(
        and(
          eq(review.siteId, siteId),
          eq(review.recordingId, recordingId),
          eq(review.isCurrent, 1),
        ),
      ),
    db.insert(review).values({
      ...row,
      siteId,
      isCurrent: 1,
      cause: sql`iif(exists (
        select 1 from dispute where site_id = ${siteId} and recording_id = ${recordingId} and state = 'open' and id = ${answers}
      ), 'dispute', 'review')`,
      marks: JSON.stringify(row.marks),
      comments: JSON.stringify(row.comments),
      autoFails: JSON.stringify(row.autoFails),
    }),
    db
      .update(dispute)
      .set({
        state: "revised",
        decidedBy: row.reviewerId,
        decidedAt: createdAt,
        answer: row.comment,
        answerReviewId: row.id,
      })
      .where(and(disputed, eq(dispute.id, answers ?? "")))
      .returning({ id: dispute.id }),
    auditInsertIfChanged(db, siteId, {
      ...event,
      action: "dispute.revise",
      detail: { id: answers, recording_id: recordingId, review_id: row.id },
    }),
    db
      .update(reviewItem)
      .set({ state: "done", doneAt: createdAt, claimedBy: null, claimedUntil: null })
      .where(
        and(
          eq(reviewItem.siteId, siteId),
          eq(reviewItem.recordingId, recordingId),
          eq(reviewItem.state, "open"),
          notExists(db.select({ id: dispute.id }).from(dispute).where(disputed)),
        ),
      ),
    auditInsert(db, siteId, event),
  ]);
  return results[3].length > 0;
}
