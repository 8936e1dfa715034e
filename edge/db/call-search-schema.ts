import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

import { person, site } from "./accounts-schema.ts";

/* What people look for in calls again and again. Times are epoch milliseconds (UTC), JSON is text. */

/** A filter of the list of calls, or of the review queue, that somebody kept for themselves. */
export const savedFilter = sqliteTable(
  "saved_filter",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** What it is a filter of. */
    list: text("list", { enum: ["calls", "review"] })
      .notNull()
      .default("calls"),
    name: text("name").notNull(),
    /** The query of the list's address, as the list itself writes it. */
    query: text("query").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("saved_filter_of_person").on(table.siteId, table.personId)],
);

/** Phrases that a site counts day by day. */
export const tracker = sqliteTable(
  "tracker",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    name: text("name").notNull(),
    /** `string[]`: a call counts when any of them is said. */
    phrases: text("phrases").notNull(),
    /** Which wording the counts are of; grows when the phrases change. */
    revision: integer("revision").notNull().default(1),
    /** The rowid of the last transcript that was looked at. */
    countedTo: integer("counted_to").notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (table) => [index("tracker_of_site").on(table.siteId)],
);

/** In how many of a day's calls a tracker's phrases were said. The migration makes the table WITHOUT ROWID: a row written, not two. */
export const trackerDay = sqliteTable(
  "tracker_day",
  {
    trackerId: text("tracker_id").notNull(),
    /** The call's date at the site. */
    localDate: text("local_date").notNull(),
    /** Calls whose transcripts were looked at, and those of them in which something was found. */
    searched: integer("searched").notNull(),
    found: integer("found").notNull(),
  },
  (table) => [primaryKey({ columns: [table.trackerId, table.localDate] })],
);
