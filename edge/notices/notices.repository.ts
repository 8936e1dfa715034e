import { and, desc, eq, isNull, sql } from "drizzle-orm";
import * as z from "zod";

import { person } from "../db/accounts-schema.ts";
import type { Database } from "../db/client.ts";
import { coachingTask } from "../db/coaching-schema.ts";
import { notice } from "../db/notice-schema.ts";
import { call } from "../db/schema.ts";
import { noticeKindSchema } from "./notice-words.tsx";

const noticeSchema = z.object({
  id: z.string(),
  kind: noticeKindSchema,
  recordingId: z.string().nullable(),
  taskId: z.string().nullable(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
  readAt: z.number().nullable(),
  agentName: z.string().nullable(),
  /** When the call was, for a notice about one. */
  startedAt: z.number().nullable(),
  taskTitle: z.string().nullable(),
});
export type StoredNotice = z.infer<typeof noticeSchema>;

/** Somebody's newest notices: four rows read for each. */
export async function readNotices(
  db: Database,
  personId: string,
  limit: number,
): Promise<StoredNotice[]> {
  const rows = await db
    .select({
      id: notice.id,
      kind: notice.kind,
      recordingId: notice.recordingId,
      taskId: notice.taskId,
      createdAt: notice.createdAt,
      readAt: notice.readAt,
      agentName: sql<
        string | null
      >`coalesce(${call.agentName}, ${call.agentUser}, ${person.name}, ${coachingTask.agentUser})`,
      startedAt: call.startedAt,
      taskTitle: coachingTask.title,
    })
    .from(notice)
    .leftJoin(call, and(eq(call.siteId, notice.siteId), eq(call.recordingId, notice.recordingId)))
    .leftJoin(coachingTask, eq(coachingTask.id, notice.taskId))
    .leftJoin(
      person,
      and(eq(person.siteId, notice.siteId), eq(person.agentUser, coachingTask.agentUser)),
    )
    .where(eq(notice.personId, personId))
    .orderBy(desc(notice.createdAt))
    .limit(limit);
  return z.array(noticeSchema).parse(rows);
}

/** Marks one of somebody's notices as read and answers what it is about; null when they have none by this id. */
export async function readNotice(
  db: Database,
  personId: string,
  id: string,
  nowMs: number,
): Promise<{ recordingId: string | null; taskId: string | null } | null> {
  const [row] = await db
    .update(notice)
    .set({ readAt: sql`coalesce(${notice.readAt}, ${nowMs})` })
    .where(and(eq(notice.personId, personId), eq(notice.id, id)))
    .returning({ recordingId: notice.recordingId, taskId: notice.taskId });
  return row ?? null;
}

/** Marks all of somebody's notices as read. */
export async function readAllNotices(db: Database, personId: string, nowMs: number): Promise<void> {
  await db
    .update(notice)
    .set({ readAt: nowMs })
    .where(and(eq(notice.personId, personId), isNull(notice.readAt)));
}
