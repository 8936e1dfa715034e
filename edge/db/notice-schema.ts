import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

import { person, site } from "./accounts-schema.ts";

/** What somebody should know of: a row for each person, written by triggers in the batch of the step it tells of. */
export const notice = sqliteTable(
  "notice",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** A `NoticeKind` of edge/notices/notice-words.tsx. */
    kind: text("kind").notNull(),
    /** The call it is about, or else `task_id`. */
    recordingId: text("recording_id"),
    taskId: text("task_id"),
    /** Epoch milliseconds. */
    createdAt: integer("created_at").notNull(),
    readAt: integer("read_at"),
  },
  (table) => [
    index("notice_of_person").on(table.personId, table.createdAt),
    index("notice_unread")
      .on(table.personId)
      .where(sql`read_at is null`),
    index("notice_of_call")
      .on(table.siteId, table.recordingId)
      .where(sql`recording_id is not null`),
  ],
);
