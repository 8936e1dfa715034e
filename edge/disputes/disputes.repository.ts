import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import * as z from "zod";

import {
  disputableSchema,
  disputeAnswersSchema,
  disputeStateSchema,
  type DisputeAnswers,
} from "#shared/contracts/disputes.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { person, site } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { dispute, scoreAcknowledgement } from "../db/dispute-schema.ts";
import type { StandingScore } from "./standing-score.ts";

/** Nobody disputes a call more often than this. */
const MOST_OF_A_CALL = 20;

export const reasonsSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.record(disputableSchema, z.string()));

/** Null where nobody answered, and in disputes that were answered as a whole, before each thing had its own answer. */
export const answersSchema = z
  .string()
  .nullable()
  .transform((text): unknown => (text === null ? null : JSON.parse(text)))
  .pipe(disputeAnswersSchema.nullable());

const disputeSchema = z.object({
  id: z.string(),
  scoreVersion: z.number(),
  reviewId: z.string(),
  agentUser: z.string(),
  openedByName: z.string(),
  openedAt: z.number(),
  reasons: reasonsSchema,
  comment: z.string(),
  state: disputeStateSchema,
  decidedByName: z.string().nullable(),
  decidedAt: z.number().nullable(),
  answer: z.string().nullable(),
  answerReviewId: z.string().nullable(),
  answers: answersSchema,
});
export type StoredDispute = z.infer<typeof disputeSchema>;

export type Acknowledgement = Pick<StandingScore, "scoreVersion" | "reviewId"> & {
  name: string;
  /** Epoch milliseconds. */
  at: number;
};

export const openerOf = alias(person, "opener");
export const deciderOf = alias(person, "decider");

export type DisputesOfCall = {
  /** Newest first. */
  disputes: StoredDispute[];
  acknowledgements: Acknowledgement[];
  /** The site's time limit; 0: scores are neither acknowledged nor disputed. */
  disputeDays: number;
};

/** What was said of a call's scores, in one round trip. */
export async function readDisputesOfCall(
  db: Database,
  siteId: string,
  recordingId: string,
): Promise<DisputesOfCall> {
  const [disputes, saidOf] = await db.batch([
    db
      .select({
        dispute,
        // In a batch D1 answers by column names, and both are called `name`.
        openedByName: sql<string>`${openerOf.name}`.as("opened_by_name"),
        decidedByName: sql<string | null>`${deciderOf.name}`.as("decided_by_name"),
      })
      .from(dispute)
      .innerJoin(openerOf, eq(openerOf.id, dispute.openedBy))
      .leftJoin(deciderOf, eq(deciderOf.id, dispute.decidedBy))
      .where(and(eq(dispute.siteId, siteId), eq(dispute.recordingId, recordingId)))
      .orderBy(desc(dispute.openedAt))
      .limit(MOST_OF_A_CALL),
    db
      .select({
        disputeDays: site.disputeDays,
        scoreVersion: scoreAcknowledgement.scoreVersion,
        reviewId: scoreAcknowledgement.reviewId,
        name: person.name,
        at: scoreAcknowledgement.at,
      })
      .from(site)
      .leftJoin(
        scoreAcknowledgement,
        and(
          eq(scoreAcknowledgement.siteId, site.id),
          eq(scoreAcknowledgement.recordingId, recordingId),
        ),
      )
      .leftJoin(person, eq(person.id, scoreAcknowledgement.personId))
      .where(eq(site.id, siteId)),
  ]);
  return {
    disputes: z
      .array(disputeSchema)
      .parse(disputes.map(({ dispute: row, ...names }) => ({ ...row, ...names }))),
    acknowledgements: saidOf.flatMap(({ scoreVersion, reviewId, name, at }) =>
      scoreVersion === null || reviewId === null || name === null || at === null
        ? []
        : [{ scoreVersion, reviewId, name, at }],
    ),
    disputeDays: saidOf[0]?.disputeDays ?? 0,
  };
}

/** Which score of which call, and who says something of it. */
export type AboutScore = {
  siteId: string;
  recordingId: string;
  standing: StandingScore;
  personId: string;
  nowMs: number;
};

/** SQL: true while the score still counts: a re-score or a review that came in between ends what was begun before it. */
export const stillStands = ({
  siteId,
  recordingId,
  standing,
}: Pick<AboutScore, "siteId" | "recordingId" | "standing">) => sql`
  coalesce((select version from score where site_id = ${siteId} and recording_id = ${recordingId} and is_current = 1), 0)
    = ${standing.scoreVersion}
  and coalesce((select id from review
                where site_id = ${siteId} and recording_id = ${recordingId} and is_current = 1), '') = ${standing.reviewId}`;

/** Stores that an agent lets a score stand; false, and nothing stored, when it no longer counts or a dispute about it is open. */
export async function acknowledgeScore(
  db: Database,
  about: AboutScore,
  event: AuditEvent,
): Promise<boolean> {
  const { siteId, recordingId, standing, personId, nowMs } = about;
  const [stored] = await db.batch([
    db
      .insert(scoreAcknowledgement)
      .select(
        sql`select ${siteId}, ${recordingId}, ${standing.scoreVersion}, ${standing.reviewId}, ${personId}, ${nowMs}
            where ${stillStands(about)} and not exists (
              select 1 from dispute
              where site_id = ${siteId} and recording_id = ${recordingId} and state = 'open')`,
      )
      .onConflictDoNothing()
      .returning({ at: scoreAcknowledgement.at }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return stored.length > 0;
}

/**
 * Opens a dispute; false, and nothing stored, when the score no longer counts, the agent has let it stand, a dispute about it
 * was decided before, or one of the call is open. Triggers put the call into the review queue and tell the staff.
 */
export async function openDispute(
  db: Database,
  about: AboutScore,
  opened: { id: string; agentUser: string; reasons: Record<string, string>; comment: string },
  event: AuditEvent,
): Promise<boolean> {
  const { siteId, recordingId, standing, personId, nowMs } = about;
  const same = sql`site_id = ${siteId} and recording_id = ${recordingId}
    and score_version = ${standing.scoreVersion} and review_id = ${standing.reviewId}`;
  const [stored] = await db.batch([
    db
      .insert(dispute)
      .select(
        sql`select ${opened.id}, ${siteId}, ${recordingId}, ${standing.scoreVersion}, ${standing.reviewId},
                   ${opened.agentUser}, ${personId}, ${nowMs}, ${JSON.stringify(opened.reasons)}, ${opened.comment},
                   'open', null, null, null, null, null
            where ${stillStands(about)}
              and not exists (select 1 from score_acknowledgement where ${same})
              and not exists (select 1 from dispute where ${same} and state in ('revised', 'declined'))`,
      )
      .onConflictDoNothing()
      .returning({ id: dispute.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return stored.length > 0;
}

/** Ends an open dispute without another score; false, and nothing changed, when it is not open, or not this person's to end. */
export async function endDispute(
  db: Database,
  siteId: string,
  id: string,
  end: {
    state: "declined" | "withdrawn";
    decidedBy: string;
    decidedAt: number;
    answer: string | null;
    answers: DisputeAnswers | null;
  },
  event: AuditEvent,
): Promise<boolean> {
  const [ended] = await db.batch([
    db
      .update(dispute)
      .set({ ...end, answers: end.answers === null ? null : JSON.stringify(end.answers) })
      .where(
        and(
          eq(dispute.siteId, siteId),
          eq(dispute.id, id),
          eq(dispute.state, "open"),
          end.state === "withdrawn" ? eq(dispute.openedBy, end.decidedBy) : undefined,
        ),
      )
      .returning({ id: dispute.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return ended.length > 0;
}

/** Where a dispute is found, and whose it is; null when the site has none by this id. */
export async function findDispute(
  db: Database,
  siteId: string,
  id: string,
): Promise<{ recordingId: string; openedBy: string } | null> {
  const [row] = await db
    .select({ recordingId: dispute.recordingId, openedBy: dispute.openedBy })
    .from(dispute)
    .where(and(eq(dispute.siteId, siteId), eq(dispute.id, id)));
  return row ?? null;
}
