import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

import { person, site } from "./accounts-schema.ts";

/*
 * What agents say of their scores. The score that is meant is the one that counted then: `score_version` is the judge's (0
 * where no judge gave one), `review_id` a person's review that won over it ('' where there was none). Times are epoch
 * milliseconds (UTC), JSON is text.
 */

/** An agent has seen a score and lets it stand. */
export const scoreAcknowledgement = sqliteTable(
  "score_acknowledgement",
  {
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    recordingId: text("recording_id").notNull(),
    scoreVersion: integer("score_version").notNull(),
    reviewId: text("review_id").notNull(),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    at: integer("at").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.siteId, table.recordingId, table.scoreVersion, table.reviewId],
    }),
  ],
);

/**
 * An agent says that a score is wrong. Triggers of the migration put an open one into the review queue, take it out when it
 * ends, write the notices, and let it expire when the judge's score it is about is replaced.
 *
 *     open ──► revised     a reviewer revised something that was disputed, by the review `answer_review_id`
 *       ├────► declined    a reviewer kept everything that was disputed
 *       ├────► withdrawn   the agent took it back
 *       └────► expired     the call was scored anew, so that the disputed score no longer counts
 */
export const dispute = sqliteTable(
  "dispute",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    recordingId: text("recording_id").notNull(),
    scoreVersion: integer("score_version").notNull(),
    reviewId: text("review_id").notNull(),
    /** Repeated from the call, so that lists need no join for their filter. */
    agentUser: text("agent_user").notNull(),
    openedBy: text("opened_by")
      .notNull()
      .references(() => person.id),
    openedAt: integer("opened_at").notNull(),
    /** `{ criterion or auto-fail id: text }`, at least one. */
    reasons: text("reasons").notNull(),
    comment: text("comment").notNull(),
    state: text("state", {
      enum: ["open", "revised", "declined", "withdrawn", "expired"],
    }).notNull(),
    /** Null while open, and where nobody decided: expired. */
    decidedBy: text("decided_by").references(() => person.id),
    decidedAt: integer("decided_at"),
    /** What the reviewer says beside `answers`, or instead of them where there are none. */
    answer: text("answer"),
    answerReviewId: text("answer_review_id"),
    /** `{ id: { outcome, was, given, why } }` for each of `reasons`; null where nobody decided, and in disputes older than the column. */
    answers: text("answers"),
  },
  (table) => [
    uniqueIndex("dispute_open")
      .on(table.siteId, table.recordingId)
      .where(sql`state = 'open'`),
    index("dispute_of_call").on(table.siteId, table.recordingId, table.openedAt),
    index("dispute_by_state").on(table.siteId, table.state, table.openedAt),
    index("dispute_by_time").on(table.siteId, table.openedAt),
    index("dispute_by_agent").on(table.siteId, table.agentUser, table.openedAt),
    index("dispute_of_review")
      .on(table.reviewId)
      .where(sql`review_id <> ''`),
    check(
      "dispute_state",
      sql`${table.state} in ('open', 'revised', 'declined', 'withdrawn', 'expired')`,
    ),
  ],
);
