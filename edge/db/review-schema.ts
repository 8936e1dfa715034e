import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  type SQLiteColumn,
} from "drizzle-orm/sqlite-core";

import {
  REVIEW_PRIORITY,
  REVIEW_REASONS,
  VERDICTS,
  type ReviewReason,
} from "#shared/contracts/reviews.ts";

import { person, site } from "./accounts-schema.ts";

/*
 * What people say of calls. Times are epoch milliseconds (UTC), `local_date` is the call's, YYYY-MM-DD in the site's zone,
 * JSON is text.
 */

/** A person's marks beside a judge's score, which they never change. The newest of a call is current and wins where one figure is shown. */
export const review = sqliteTable(
  "review",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    recordingId: text("recording_id").notNull(),
    isCurrent: integer("is_current").notNull(),
    /** The score that was current then; null where no judge could give one. */
    scoreVersion: integer("score_version"),
    scorecardId: text("scorecard_id").notNull(),
    scorecardVersion: integer("scorecard_version").notNull(),
    reviewerId: text("reviewer_id")
      .notNull()
      .references(() => person.id),
    /** `review`, or `dispute` where it answers one. */
    cause: text("cause", { enum: ["review", "dispute"] }).notNull(),
    /** `{ criterion id: "1".."5" | "NA" }`. */
    marks: text("marks").notNull(),
    /** `{ criterion id: text }`. */
    comments: text("comments").notNull(),
    /** Ids of the auto-fail items that the person finds in the call. */
    autoFails: text("auto_fails").notNull(),
    /** Null when no criterion applied. */
    total: real("total"),
    flagged: integer("flagged").notNull(),
    flagReason: text("flag_reason"),
    comment: text("comment").notNull(),
    /** 1 when the judge's marks were hidden until this was sent. */
    isBlind: integer("is_blind").notNull(),
    /** Repeated from the call, so that lists need no join. */
    agentUser: text("agent_user"),
    campaignId: text("campaign_id"),
    localDate: text("local_date").notNull(),
    createdAt: integer("created_at").notNull(),
    /** What the person makes of the call as a whole; null where they did not say, and in reviews older than the column. */
    verdict: text("verdict", { enum: VERDICTS }),
  },
  (table) => [
    index("review_of_call").on(table.siteId, table.recordingId, table.createdAt),
    index("review_by_time").on(table.siteId, table.createdAt),
    index("review_by_date")
      .on(table.siteId, table.localDate)
      .where(sql`is_current = 1`),
    index("review_by_agent")
      .on(table.siteId, table.agentUser, table.localDate)
      .where(sql`is_current = 1`),
  ],
);

/**
 * That an item has this reason beside a weightier one, as its index says it: SQLite uses the index for these words only. Whatever
 * has no weightier one has the reason's own priority, and is found by that.
 */
export const alsoFor = (reason: ReviewReason) =>
  `reasons ->> '${reason}' is not null and priority > ${REVIEW_PRIORITY[reason]}`;

const inQueueOrder = (recordingId: SQLiteColumn) =>
  [sql`priority desc`, sql`local_date desc`, recordingId] as const;

/**
 * Calls that people should look at. What a score itself gives reason for is put here by the trigger `review_wanted`, in the
 * same batch as the score; samples and outliers by edge/reviews/sample-calls.ts, disputes by themselves. The migration makes
 * the table WITHOUT ROWID, which saves a row written for each call.
 */
export const reviewItem = sqliteTable(
  "review_item",
  {
    siteId: text("site_id").notNull(),
    recordingId: text("recording_id").notNull(),
    /** open ──► done, when a review comes, or expired, when none does for too long; open again when a new reason comes. */
    state: text("state", { enum: ["open", "done", "expired"] }).notNull(),
    /** `{ reason: epoch ms }`: auto_fail, disputed, needs_person, injection, flagged, low_confidence, outlier, sample. */
    reasons: text("reasons").notNull(),
    /** Of the weightiest reason; higher comes first. */
    priority: integer("priority").notNull(),
    agentUser: text("agent_user"),
    campaignId: text("campaign_id"),
    localDate: text("local_date").notNull(),
    total: real("total"),
    /** Who has taken it, until when; it is free again after that. */
    claimedBy: text("claimed_by"),
    claimedUntil: integer("claimed_until"),
    createdAt: integer("created_at").notNull(),
    doneAt: integer("done_at"),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.recordingId] }),
    index("review_item_open")
      .on(table.siteId, ...inQueueOrder(table.recordingId))
      .where(sql`state = 'open'`),
    // A call is in the indexes of its lighter reasons only: most have one reason, and cost no row here.
    ...REVIEW_REASONS.map((reason) =>
      index(`review_item_also_${reason}`)
        .on(table.siteId, ...inQueueOrder(table.recordingId))
        .where(sql`state = 'open' and ${sql.raw(alsoFor(reason))}`),
    ),
    index("review_item_claimed")
      .on(table.siteId, table.claimedBy, table.claimedUntil)
      .where(sql`state = 'open' and claimed_by is not null`),
    check("review_item_state", sql`${table.state} in ('open', 'done', 'expired')`),
  ],
);

/** Up to which date a site's calls have been sampled for review. */
export const reviewSampling = sqliteTable("review_sampling", {
  siteId: text("site_id").primaryKey(),
  sampledThrough: text("sampled_through").notNull(),
});
