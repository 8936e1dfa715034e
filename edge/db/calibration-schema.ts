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

/*
 * Calls that several people mark without seeing each other's marks, to find out how far they agree. Nothing here changes a
 * call's score, its place in the review queue or a rollup. Times are epoch milliseconds (UTC), JSON is text.
 */

/** open ──► closed, for good; marks come while it is open, decisions once it is closed. */
export const calibrationRound = sqliteTable(
  "calibration_round",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    name: text("name").notNull(),
    state: text("state", { enum: ["open", "closed"] }).notNull(),
    /** `Scorecard` by which all its calls are marked, as it was when the round began. */
    scorecard: text("scorecard").notNull(),
    /** Whose marks the others' are held against; one of the raters, or null. */
    expertId: text("expert_id").references(() => person.id),
    calls: integer("calls").notNull(),
    /** YYYY-MM-DD in the site's zone; nothing happens by itself after it. */
    dueDate: text("due_date"),
    createdBy: text("created_by")
      .notNull()
      .references(() => person.id),
    createdAt: integer("created_at").notNull(),
    closedAt: integer("closed_at"),
  },
  (table) => [
    index("calibration_round_by_site").on(table.siteId, table.createdAt),
    check("calibration_round_state", sql`${table.state} in ('open', 'closed')`),
  ],
);

export const calibrationCall = sqliteTable(
  "calibration_call",
  {
    roundId: text("round_id")
      .notNull()
      .references(() => calibrationRound.id),
    recordingId: text("recording_id").notNull(),
    /** The order in which the calls are marked, from 1. */
    position: integer("position").notNull(),
    /** The score that was current when the round began: what the judge said, whatever it says of the call later. */
    scoreVersion: integer("score_version").notNull(),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.recordingId] })],
);

export const calibrationRater = sqliteTable(
  "calibration_rater",
  {
    roundId: text("round_id")
      .notNull()
      .references(() => calibrationRound.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    /** Calls they have marked, so that lists need not count. */
    marked: integer("marked").notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.personId] })],
);

/** What a rater says of a call; it never changes once sent, because others' marks are shown after it. */
export const calibrationMark = sqliteTable(
  "calibration_mark",
  {
    roundId: text("round_id").notNull(),
    recordingId: text("recording_id").notNull(),
    personId: text("person_id").notNull(),
    /** `{ criterion id: "1".."5" | "NA" }`. */
    marks: text("marks").notNull(),
    /** `{ criterion id: text }`. */
    comments: text("comments").notNull(),
    /** Ids of the auto-fail items that the rater finds in the call. */
    autoFails: text("auto_fails").notNull(),
    /** Null when no criterion applied. */
    total: real("total"),
    flagged: integer("flagged").notNull(),
    comment: text("comment").notNull(),
    submittedAt: integer("submitted_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.personId, table.recordingId] })],
);

/** What the round agreed on; rows are only ever added, and the newest of a call and criterion holds. */
export const calibrationDecision = sqliteTable(
  "calibration_decision",
  {
    id: text("id").primaryKey(),
    roundId: text("round_id")
      .notNull()
      .references(() => calibrationRound.id),
    recordingId: text("recording_id").notNull(),
    criterionId: text("criterion_id").notNull(),
    /** `"1".."5"` or `"NA"`. */
    mark: text("mark").notNull(),
    text: text("text").notNull(),
    decidedBy: text("decided_by")
      .notNull()
      .references(() => person.id),
    decidedAt: integer("decided_at").notNull(),
  },
  (table) => [index("calibration_decision_by_round").on(table.roundId, table.decidedAt)],
);
