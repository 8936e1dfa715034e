import { and, asc, desc, eq, inArray } from "drizzle-orm";
import * as z from "zod";

import { scorecardSchema } from "#shared/scorecard/scorecard.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import { person } from "../db/accounts-schema.ts";
import { calibrationRater, calibrationRound } from "../db/calibration-schema.ts";
import type { Database } from "../db/client.ts";

export const MAX_CALLS = 30;
export const MAX_RATERS = 12;

const roundSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(["open", "closed"]),
  scorecard: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(scorecardSchema),
  expertId: z.string().nullable(),
  /** How many. */
  calls: z.number(),
  dueDate: z.string().nullable(),
  createdAt: z.number(),
  closedAt: z.number().nullable(),
});
export type Rater = { personId: string; name: string; marked: number };
export type Round = z.infer<typeof roundSchema> & { raters: Rater[] };
export type ListedRound = Omit<Round, "scorecard">;

const columns = {
  id: calibrationRound.id,
  name: calibrationRound.name,
  state: calibrationRound.state,
  expertId: calibrationRound.expertId,
  calls: calibrationRound.calls,
  dueDate: calibrationRound.dueDate,
  createdAt: calibrationRound.createdAt,
  closedAt: calibrationRound.closedAt,
};

/** The newest rounds of a site, open ones first; a row for each, and two for each of its raters. */
export async function listRounds(
  db: Database,
  siteId: string,
  limit: number,
): Promise<ListedRound[]> {
  const rounds = await db
    .select(columns)
    .from(calibrationRound)
    .where(eq(calibrationRound.siteId, siteId))
    .orderBy(desc(calibrationRound.createdAt))
    .limit(limit);
  const raters = await readRaters(
    db,
    rounds.map(({ id }) => id),
  );
  return rounds
    .map((round) => ({ ...round, raters: raters.get(round.id) ?? [] }))
    .toSorted((a, b) => Number(a.state === "closed") - Number(b.state === "closed"));
}

/** One round with its raters by name; null when the site has none by this id. */
export async function readRound(db: Database, siteId: string, id: string): Promise<Round | null> {
  const [row] = await db
    .select({ ...columns, scorecard: calibrationRound.scorecard })
    .from(calibrationRound)
    .where(and(eq(calibrationRound.id, id), eq(calibrationRound.siteId, siteId)));
  if (row === undefined) return null;
  const raters = await readRaters(db, [id]);
  return { ...roundSchema.parse(row), raters: raters.get(id) ?? [] };
}

async function readRaters(
  db: Database,
  roundIds: readonly string[],
): Promise<Map<string, Rater[]>> {
  if (roundIds.length === 0) return new Map();
  const rows = await db
    .select({
      roundId: calibrationRater.roundId,
      personId: calibrationRater.personId,
      name: person.name,
      marked: calibrationRater.marked,
    })
    .from(calibrationRater)
    .innerJoin(person, eq(person.id, calibrationRater.personId))
    .where(inArray(calibrationRater.roundId, [...roundIds]))
    .orderBy(asc(person.name), asc(person.id));
  return Map.groupBy(rows, ({ roundId }) => roundId);
}

export type NewRound = {
  id: string;
  name: string;
  /** As JSON. */
  scorecard: string;
  expertId: string | null;
  dueDate: string | null;
  createdBy: string;
  createdAt: number;
  raterIds: readonly string[];
  /** In the order in which they are to be marked. */
  calls: readonly { recordingId: string; scoreVersion: number }[];
};

/** Stores a round with its calls and raters and writes it into the audit log, in one batch. */
export async function insertRound(
  db: Database,
  siteId: string,
  round: NewRound,
  event: AuditEvent,
): Promise<void> {
  const client = db.$client;
  const { id, calls, raterIds } = round;
  const audit = auditInsertIfChanged(db, siteId, event).toSQL();
  await client.batch([
    client
      .prepare(
        `INSERT INTO calibration_round
           (id, site_id, name, state, scorecard, expert_id, calls, due_date, created_by, created_at)
         VALUES (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7, ?8, ?9)`,
      )
      .bind(
        id,
        siteId,
        round.name,
        round.scorecard,
        round.expertId,
        calls.length,
        round.dueDate,
        round.createdBy,
        round.createdAt,
      ),
    client.prepare(audit.sql).bind(...audit.params),
    client
      .prepare(
        `INSERT INTO calibration_call (round_id, recording_id, position, score_version)
         SELECT ?1, value ->> 'recordingId', key + 1, value ->> 'scoreVersion' FROM json_each(?2)`,
      )
      .bind(id, JSON.stringify(calls)),
    client
      .prepare(
        "INSERT INTO calibration_rater (round_id, person_id) SELECT ?1, value FROM json_each(?2)",
      )
      .bind(id, JSON.stringify(raterIds)),
  ]);
}

/** Closes an open round; answers whether it was open. */
export async function closeRound(
  db: Database,
  siteId: string,
  id: string,
  event: AuditEvent,
): Promise<boolean> {
  const [closed] = await db.batch([
    db
      .update(calibrationRound)
      .set({ state: "closed", closedAt: event.atMs })
      .where(
        and(
          eq(calibrationRound.id, id),
          eq(calibrationRound.siteId, siteId),
          eq(calibrationRound.state, "open"),
        ),
      )
      .returning({ id: calibrationRound.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return closed.length > 0;
}
