import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import * as z from "zod";

import { autoFailIdSchema, criterionIdSchema } from "#shared/scorecard/scorecard.ts";
import { markSchema } from "#shared/scoring/score-call.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { person } from "../db/accounts-schema.ts";
import {
  calibrationDecision,
  calibrationMark,
  calibrationRater,
} from "../db/calibration-schema.ts";
import type { Database } from "../db/client.ts";

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const markRowSchema = z.object({
  recordingId: z.string(),
  personId: z.string(),
  marks: json(z.record(criterionIdSchema, markSchema)),
  comments: json(z.record(criterionIdSchema, z.string())),
  autoFails: json(z.array(autoFailIdSchema)),
  total: z.number().nullable(),
  flagged: z.int().transform((value) => value === 1),
  comment: z.string(),
  submittedAt: z.number(),
});
/** What a rater said of a call. */
export type RaterMark = z.infer<typeof markRowSchema>;

/**
 * Marks of a round: all of them, or those of one call or one rater. Whoever may not see the others' asks for their own only,
 * so that no page holds what it must not show.
 */
export async function readMarks(
  db: Database,
  roundId: string,
  of: { recordingId?: string; personId?: string } = {},
): Promise<RaterMark[]> {
  const rows = await db
    .select()
    .from(calibrationMark)
    .where(
      and(
        eq(calibrationMark.roundId, roundId),
        // The raters are named for the sake of the primary key, which has them before the call.
        of.recordingId === undefined
          ? undefined
          : and(
              eq(calibrationMark.recordingId, of.recordingId),
              inArray(
                calibrationMark.personId,
                db
                  .select({ personId: calibrationRater.personId })
                  .from(calibrationRater)
                  .where(eq(calibrationRater.roundId, roundId)),
              ),
            ),
        of.personId === undefined ? undefined : eq(calibrationMark.personId, of.personId),
      ),
    );
  return z.array(markRowSchema).parse(rows);
}

/**
 * Stores what a rater says of a call and writes it into the audit log, in one batch. False, and nothing stored, when the
 * round is closed, the call or the rater is none of it, or the rater has marked the call before.
 */
export async function storeMark(
  db: Database,
  siteId: string,
  roundId: string,
  mark: RaterMark,
  event: AuditEvent,
): Promise<boolean> {
  const { recordingId, personId } = mark;
  const [stored] = await db.batch([
    db
      .insert(calibrationMark)
      .select(
        sql`select ${roundId}, ${recordingId}, ${personId}, ${JSON.stringify(mark.marks)}, ${JSON.stringify(mark.comments)},
                   ${JSON.stringify(mark.autoFails)}, ${mark.total}, ${mark.flagged ? 1 : 0}, ${mark.comment},
                   ${mark.submittedAt}
            where exists (select 1 from calibration_round where id = ${roundId} and site_id = ${siteId} and state = 'open')
              and exists (select 1 from calibration_call where round_id = ${roundId} and recording_id = ${recordingId})
              and exists (select 1 from calibration_rater where round_id = ${roundId} and person_id = ${personId})`,
      )
      .onConflictDoNothing()
      .returning({ personId: calibrationMark.personId }),
    auditInsertIfChanged(db, siteId, event),
    db
      .update(calibrationRater)
      .set({
        marked: sql`(select count(*) from calibration_mark
                     join calibration_call using (round_id, recording_id)
                     where calibration_mark.round_id = ${roundId} and calibration_mark.person_id = ${personId})`,
      })
      .where(and(eq(calibrationRater.roundId, roundId), eq(calibrationRater.personId, personId))),
  ]);
  return stored.length > 0;
}

const decisionSchema = z.object({
  id: z.string(),
  recordingId: z.string(),
  criterionId: criterionIdSchema,
  mark: markSchema,
  text: z.string(),
  decidedByName: z.string(),
  decidedAt: z.number(),
});
export type Decision = z.infer<typeof decisionSchema>;

/** What a round, or one call of it, agreed on, newest first: two rows read for each. */
export async function readDecisions(
  db: Database,
  roundId: string,
  limit: number,
  recordingId?: string,
): Promise<Decision[]> {
  const rows = await db
    .select({
      id: calibrationDecision.id,
      recordingId: calibrationDecision.recordingId,
      criterionId: calibrationDecision.criterionId,
      mark: calibrationDecision.mark,
      text: calibrationDecision.text,
      decidedByName: person.name,
      decidedAt: calibrationDecision.decidedAt,
    })
    .from(calibrationDecision)
    .innerJoin(person, eq(person.id, calibrationDecision.decidedBy))
    .where(
      and(
        eq(calibrationDecision.roundId, roundId),
        recordingId === undefined ? undefined : eq(calibrationDecision.recordingId, recordingId),
      ),
    )
    .orderBy(desc(calibrationDecision.decidedAt), asc(calibrationDecision.id))
    .limit(limit);
  return z.array(decisionSchema).parse(rows);
}

export type NewDecision = Omit<Decision, "decidedByName"> & { decidedBy: string };

/**
 * Adds to a round's decisions and to the audit log, in one batch. False, and nothing stored, when the round is open or the
 * call none of it.
 */
export async function storeDecision(
  db: Database,
  siteId: string,
  roundId: string,
  { id, recordingId, criterionId, mark, text, decidedBy, decidedAt }: NewDecision,
  event: AuditEvent,
): Promise<boolean> {
  const [stored] = await db.batch([
    db
      .insert(calibrationDecision)
      .select(
        sql`select ${id}, ${roundId}, ${recordingId}, ${criterionId}, ${mark}, ${text}, ${decidedBy}, ${decidedAt}
            where exists (select 1 from calibration_round where id = ${roundId} and site_id = ${siteId} and state = 'closed')
              and exists (select 1 from calibration_call where round_id = ${roundId} and recording_id = ${recordingId})`,
      )
      .returning({ id: calibrationDecision.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return stored.length > 0;
}
