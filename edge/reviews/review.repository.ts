import { and, asc, eq, getTableColumns, notExists, sql, type SQL } from "drizzle-orm";
import * as z from "zod";

import type { DisputeAnswers } from "#shared/contracts/disputes.ts";
import { verdictSchema } from "#shared/contracts/reviews.ts";
import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
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
  /** Null where the person gave none, and in older reviews. */
  verdict: verdictSchema.nullable(),
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

/** The review of a call that counts; null where nobody reviewed it. */
export async function readCurrentReview(
  db: Database,
  siteId: string,
  recordingId: string,
): Promise<StoredReview | null> {
  const reviews = await readReviews(db, siteId, recordingId);
  return reviews.findLast(({ isCurrent }) => isCurrent) ?? null;
}

/** How a review answers a dispute. */
export type AnswerByReview = {
  disputeId: string;
  state: "revised" | "declined";
  answers: DisputeAnswers;
  /** Set: the review is stored only if it ends the dispute, and while this holds. Otherwise it is stored in any case. */
  onlyWhile: SQL | null;
};

/**
 * Stores a review in one batch: it becomes the call's current one, the first of a call is counted in the rollups, and the
 * audit log has it. It ends the dispute that it answers, if that is still open; another dispute stays open, and its call in
 * the queue, because whoever reviewed did not know of it. Otherwise the call leaves the queue. Nothing is stored where the call's
 * transcript has been removed meanwhile, with all that was said of it.
 */
export async function storeReview(
  db: Database,
  siteId: string,
  row: NewReviewRow,
  answer: AnswerByReview | null,
  event: AuditEvent,
): Promise<{ isStored: boolean; endedDispute: boolean }> {
  const { recordingId, localDate, agentUser, campaignId, createdAt } = row;
  const disputed = and(
    eq(dispute.siteId, siteId),
    eq(dispute.recordingId, recordingId),
    eq(dispute.state, "open"),
  );
  const hasAnswered = sql`exists (
    select 1 from dispute where id = ${answer?.disputeId ?? ""} and answer_review_id = ${row.id})`;
  const hasTranscript = sql`exists (
    select 1 from transcript where site_id = ${siteId} and recording_id = ${recordingId})`;
  const isToStore = answer === null || answer.onlyWhile === null ? hasTranscript : hasAnswered;
  const stored: Record<string, unknown> = {
    ...row,
    siteId,
    isCurrent: 1,
    cause: sql`iif(${hasAnswered}, 'dispute', 'review')`,
    marks: JSON.stringify(row.marks),
    comments: JSON.stringify(row.comments),
    autoFails: JSON.stringify(row.autoFails),
  };
  const values = Object.keys(getTableColumns(review)).map((name) => sql`${stored[name] ?? null}`);
  const results = await db.batch([
    // First, because whether the review is stored may hang on it.
    db
      .update(dispute)
      .set({
        state: answer?.state ?? "revised",
        decidedBy: row.reviewerId,
        decidedAt: createdAt,
        answer: row.comment,
        answerReviewId: row.id,
        answers: JSON.stringify(answer?.answers ?? {}),
      })
      .where(and(disputed, eq(dispute.id, answer?.disputeId ?? ""), answer?.onlyWhile ?? undefined))
      .returning({ id: dispute.id }),
    auditInsertIfChanged(db, siteId, {
      ...event,
      action: `dispute.${answer?.state === "declined" ? "decline" : "revise"}`,
      detail: {
        id: answer?.disputeId,
        recording_id: recordingId,
        review_id: row.id,
        ...outcomesOf(answer?.answers ?? {}),
      },
    }),
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
          and not exists (select 1 from review where site_id = ${siteId} and recording_id = ${recordingId})
          and ${isToStore}`,
      ),
    db
      .update(review)
      .set({ isCurrent: 0 })
      .where(
        and(
          eq(review.siteId, siteId),
          eq(review.recordingId, recordingId),
          eq(review.isCurrent, 1),
          isToStore,
        ),
      ),
    db
      .insert(review)
      .select(sql`select ${sql.join(values, sql`, `)} where ${isToStore}`)
      .returning({ id: review.id }),
    auditInsertIfChanged(db, siteId, event),
    db
      .update(reviewItem)
      .set({ state: "done", doneAt: createdAt, claimedBy: null, claimedUntil: null })
      .where(
        and(
          eq(reviewItem.siteId, siteId),
          eq(reviewItem.recordingId, recordingId),
          eq(reviewItem.state, "open"),
          notExists(db.select({ id: dispute.id }).from(dispute).where(disputed)),
          isToStore,
        ),
      ),
  ]);
  return { isStored: results[4].length > 0, endedDispute: results[0].length > 0 };
}

/** What the audit log says of an answered dispute: which of its things were revised, and which kept. */
export function outcomesOf(answers: DisputeAnswers): { revised: string[]; kept: string[] } {
  const of = (wanted: "revised" | "kept") =>
    Object.entries(answers).flatMap(([id, { outcome }]) => (outcome === wanted ? [id] : []));
  return { revised: of("revised"), kept: of("kept") };
}
