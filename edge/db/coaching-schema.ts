import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from "drizzle-orm/sqlite-core";

import { person, site } from "./accounts-schema.ts";

/* What agents are asked to work on. Times are epoch milliseconds (UTC), dates YYYY-MM-DD in the site's zone. */

/**
 *     open ──► acknowledged ──► done        both by the agent
 *       └───────────┴─────────► cancelled   by staff
 *
 * Triggers of the migration write the notices of each step.
 */
export const coachingTask = sqliteTable(
  "coaching_task",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    agentUser: text("agent_user").notNull(),
    title: text("title").notNull(),
    text: text("text").notNull(),
    createdBy: text("created_by")
      .notNull()
      .references(() => person.id),
    /** Who goes through it with the agent; null where nobody does. */
    coachId: text("coach_id").references(() => person.id),
    dueDate: text("due_date").notNull(),
    state: text("state", { enum: ["open", "acknowledged", "done", "cancelled"] }).notNull(),
    /** What the agent said when it was done. */
    agentNote: text("agent_note"),
    createdAt: integer("created_at").notNull(),
    acknowledgedAt: integer("acknowledged_at"),
    doneAt: integer("done_at"),
    cancelledAt: integer("cancelled_at"),
  },
  (table) => [
    index("coaching_task_by_state").on(table.siteId, table.state, table.createdAt),
    index("coaching_task_by_agent").on(table.siteId, table.agentUser, table.createdAt),
    index("coaching_task_due_of_agent")
      .on(table.siteId, table.agentUser, table.dueDate)
      .where(sql`state in ('open', 'acknowledged')`),
    index("coaching_task_due")
      .on(table.siteId, table.dueDate)
      .where(sql`state in ('open', 'acknowledged')`),
    check(
      "coaching_task_state",
      sql`${table.state} in ('open', 'acknowledged', 'done', 'cancelled')`,
    ),
  ],
);

/** A stretch of a call that a task is about. Its words stay in the transcript, so that they end with it. */
export const coachingClip = sqliteTable(
  "coaching_clip",
  {
    taskId: text("task_id")
      .notNull()
      .references(() => coachingTask.id),
    /** From 1, in the order in which clips were added. */
    place: integer("place").notNull(),
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    transcriptVersion: integer("transcript_version").notNull(),
    /** Segments of the transcript from 0, both included. */
    fromSegment: integer("from_segment").notNull(),
    toSegment: integer("to_segment").notNull(),
    fromSec: real("from_sec").notNull(),
    toSec: real("to_sec").notNull(),
    /** Null: no criterion in particular. */
    criterionId: text("criterion_id"),
    note: text("note").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.taskId, table.place] }),
    index("coaching_clip_of_call").on(table.siteId, table.recordingId),
  ],
);
