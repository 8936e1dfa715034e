import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/* Whose data is gone, and who read what. Times are epoch milliseconds (UTC), JSON is text. */

/**
 * A recording whose caller's data was deleted. It stays for ever, so that nothing of it is taken in again. The migration makes
 * the table WITHOUT ROWID.
 */
export const forgottenCall = sqliteTable(
  "forgotten_call",
  {
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    forgottenAt: integer("forgotten_at").notNull(),
    /** As the audit log names them. */
    actor: text("actor").notNull(),
    /** `RemovedCounts` of shared/contracts/forget.ts, as it was at the first time of asking. */
    removed: text("removed").notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.recordingId] })],
);

/**
 * Whose words were read by whom: a row for each person or token, call and hour. Rows are only ever added. WITHOUT ROWID, so that
 * one costs two rows written.
 */
export const transcriptView = sqliteTable(
  "transcript_view",
  {
    siteId: text("site_id").notNull(),
    /** The hour's beginning. */
    hour: integer("hour").notNull(),
    /** As the audit log names them. */
    actor: text("actor").notNull(),
    recordingId: text("recording_id").notNull(),
    /** When it was first read in that hour, and where: a `ViewPlace` of edge/audit/transcript-views.repository.ts. */
    at: integer("at").notNull(),
    place: text("place").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.hour, table.actor, table.recordingId] }),
    index("transcript_view_of_call").on(table.siteId, table.recordingId, table.hour),
  ],
);
