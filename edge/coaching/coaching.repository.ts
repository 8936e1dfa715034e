import { and, eq, sql } from "drizzle-orm";
import * as z from "zod";

import { coachingStateSchema, COACHING_LIMITS } from "#shared/contracts/coaching.ts";

import { auditInsert, auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import type { Database } from "../db/client.ts";
import { coachingClip, coachingTask } from "../db/coaching-schema.ts";

const listedSchema = z.object({
  id: z.string(),
  agentUser: z.string(),
  /** As they sign in, or as they were called on their latest call; their ViciDial user where neither is known. */
  agentName: z.string(),
  title: z.string(),
  state: coachingStateSchema,
  dueDate: z.string(),
  createdAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  doneAt: z.number().nullable(),
});
export type ListedTask = z.infer<typeof listedSchema>;

const taskSchema = listedSchema.extend({
  text: z.string(),
  createdByName: z.string(),
  coachName: z.string().nullable(),
  agentNote: z.string().nullable(),
  cancelledAt: z.number().nullable(),
});
export type StoredTask = z.infer<typeof taskSchema>;

const NAME = `coalesce(
  (SELECT p.name FROM person AS p WHERE p.site_id = t.site_id AND p.agent_user = t.agent_user),
  (SELECT c.agent_name FROM call AS c INDEXED BY call_by_agent
   WHERE c.site_id = t.site_id AND c.agent_user = t.agent_user
   ORDER BY c.local_date DESC, c.started_at DESC LIMIT 1),
  t.agent_user)`;

const LISTED = `
  t.id, t.agent_user AS agentUser, ${NAME} AS agentName, t.title, t.state, t.due_date AS dueDate, t.created_at AS createdAt,
  t.acknowledged_at AS acknowledgedAt, t.done_at AS doneAt`;

export const TASK_LISTS = ["todo", "overdue", "done", "cancelled"] as const;
export type TaskList = (typeof TASK_LISTS)[number];
export type TaskFilter = { list: TaskList; agentUser: string | null };

/** Literal states, so that the index of what is still to be done is used. */
const WHICH: Readonly<Record<TaskList, string>> = {
  todo: "t.state IN ('open', 'acknowledged') ORDER BY t.due_date",
  overdue: "t.state IN ('open', 'acknowledged') AND t.due_date < ?3 ORDER BY t.due_date",
  done: "t.state = 'done' ORDER BY t.created_at DESC",
  cancelled: "t.state = 'cancelled' ORDER BY t.created_at DESC",
};

/** A site's tasks: what is to be done by its due date, what is over newest first. Three rows read for each. */
export async function readTasks(
  db: Database,
  siteId: string,
  { list, agentUser }: TaskFilter,
  today: string,
  limit: number,
): Promise<ListedTask[]> {
  const ofAgent = agentUser === null ? "?2 IS NULL" : "t.agent_user = ?2";
  const { results } = await db.$client
    .prepare(
      `SELECT ${LISTED} FROM coaching_task AS t
       WHERE t.site_id = ?1 AND ${ofAgent} AND ?3 IS NOT NULL AND ${WHICH[list]}, t.id LIMIT ?4`,
    )
    .bind(siteId, agentUser, today, limit)
    .all();
  return z.array(listedSchema).parse(results);
}

const historySchema = listedSchema.extend({
  agentNote: z.string().nullable(),
  criterionIds: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.array(z.string())),
});
export type AgentTask = z.infer<typeof historySchema>;

/** An agent's newest tasks, but for cancelled ones, with the criteria of their clips. */
export async function readAgentTasks(
  db: Database,
  siteId: string,
  agentUser: string,
  limit: number,
): Promise<AgentTask[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${LISTED}, t.agent_note AS agentNote,
              (SELECT json_group_array(DISTINCT c.criterion_id) FROM coaching_clip AS c
               WHERE c.task_id = t.id AND c.criterion_id IS NOT NULL) AS criterionIds
       FROM coaching_task AS t INDEXED BY coaching_task_by_agent
       WHERE t.site_id = ?1 AND t.agent_user = ?2 AND t.state <> 'cancelled'
       ORDER BY t.created_at DESC LIMIT ?3`,
    )
    .bind(siteId, agentUser, limit)
    .all();
  return z.array(historySchema).parse(results);
}

/** A task; null when the site, or the agent where one is given, has none by this id. */
export async function findTask(
  db: Database,
  siteId: string,
  id: string,
  agentUser: string | null,
): Promise<StoredTask | null> {
  const row = await db.$client
    .prepare(
      `SELECT ${LISTED}, t.text, maker.name AS createdByName, coach.name AS coachName, t.agent_note AS agentNote,
              t.cancelled_at AS cancelledAt
       FROM coaching_task AS t
       JOIN person AS maker ON maker.id = t.created_by
       LEFT JOIN person AS coach ON coach.id = t.coach_id
       WHERE t.id = ?2 AND t.site_id = ?1 AND (?3 IS NULL OR t.agent_user = ?3)`,
    )
    .bind(siteId, id, agentUser)
    .first();
  return row === null ? null : taskSchema.parse(row);
}

export type NewTaskRow = Pick<
  typeof coachingTask.$inferInsert,
  "id" | "agentUser" | "title" | "text" | "createdBy" | "dueDate" | "createdAt"
> & { coachId: string | null };

export type NewClipRow = Omit<
  typeof coachingClip.$inferInsert,
  "taskId" | "place" | "siteId" | "criterionId"
> & { criterionId: string | null };

/** SQL: the words that a clip is cut out of are still there, as they are not once the call's score has been removed. */
const isThere = (siteId: string, { recordingId, transcriptVersion }: NewClipRow) => sql`exists (
  select 1 from transcript
  where site_id = ${siteId} and recording_id = ${recordingId} and version = ${transcriptVersion})`;

/**
 * Stores a task with its first clip, if it has one that can still be cut, and writes it into the audit log, in one batch.
 */
export async function storeTask(
  db: Database,
  siteId: string,
  task: NewTaskRow,
  clip: NewClipRow | null,
  event: AuditEvent,
): Promise<void> {
  await db.batch([
    db.insert(coachingTask).values({ ...task, siteId, state: "open" }),
    auditInsert(db, siteId, event),
    ...(clip === null
      ? []
      : [
          db
            .insert(coachingClip)
            .select(
              sql`select ${task.id}, 1, ${clipValues(siteId, clip)} where ${isThere(siteId, clip)}`,
            ),
        ]),
  ]);
}

const clipValues = (siteId: string, clip: NewClipRow) => sql`
  ${siteId}, ${clip.recordingId}, ${clip.transcriptVersion}, ${clip.fromSegment}, ${clip.toSegment}, ${clip.fromSec},
  ${clip.toSec}, ${clip.criterionId}, ${clip.note}, ${clip.createdAt}`;

/** Adds a clip to a task of an agent; false, and nothing stored, when it is over, has as many clips as it may have, or its words are gone. */
export async function addClip(
  db: Database,
  siteId: string,
  taskId: string,
  agentUser: string,
  clip: NewClipRow,
  event: AuditEvent,
): Promise<boolean> {
  const [added] = await db.batch([
    db
      .insert(coachingClip)
      .select(
        sql`select ${taskId}, (select coalesce(max(place), 0) + 1 from coaching_clip where task_id = ${taskId}),
                   ${clipValues(siteId, clip)}
            from coaching_task
            where id = ${taskId} and site_id = ${siteId} and agent_user = ${agentUser}
              and state in ('open', 'acknowledged')
              and (select count(*) from coaching_clip where task_id = ${taskId}) < ${COACHING_LIMITS.clipsOfTask}
              and ${isThere(siteId, clip)}`,
      )
      .returning({ place: coachingClip.place }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return added.length > 0;
}

export type TaskStep =
  | { state: "acknowledged"; acknowledgedAt: number }
  | { state: "done"; doneAt: number; agentNote: string }
  | { state: "cancelled"; cancelledAt: number };

/** From which states a step leads on. */
const FROM = {
  acknowledged: sql`state = 'open'`,
  done: sql`state = 'acknowledged'`,
  cancelled: sql`state in ('open', 'acknowledged')`,
} as const;

/** Takes a task a step on; false, and nothing changed, when it is not in a state from which the step leads on. */
export async function stepTask(
  db: Database,
  siteId: string,
  id: string,
  step: TaskStep,
  event: AuditEvent,
): Promise<boolean> {
  const [changed] = await db.batch([
    db
      .update(coachingTask)
      .set(step)
      .where(and(eq(coachingTask.siteId, siteId), eq(coachingTask.id, id), FROM[step.state]))
      .returning({ id: coachingTask.id }),
    auditInsertIfChanged(db, siteId, event),
  ]);
  return changed.length > 0;
}

/** Whether a site knows an agent, by their calls or as somebody who signs in. */
export async function isAgentKnown(
  db: Database,
  siteId: string,
  agentUser: string,
): Promise<boolean> {
  const found = await db.$client
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM person WHERE site_id = ?1 AND agent_user = ?2)
           OR EXISTS (SELECT 1 FROM call INDEXED BY call_by_agent WHERE site_id = ?1 AND agent_user = ?2) AS isKnown`,
    )
    .bind(siteId, agentUser)
    .first<{ isKnown: number }>();
  return found?.isKnown === 1;
}
