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

/* Who is told what, what is wrong now, and every message that was or is to be sent. Times are epoch milliseconds. */

/** A site that has alerts and digests, and how far they are planned. */
export const siteAlerts = sqliteTable("site_alerts", {
  siteId: text("site_id")
    .primaryKey()
    .references(() => site.id),
  /** `AlertSettings` of shared/contracts/alerts.ts. */
  settings: text("settings").notNull(),
  /** The local date of the last day, and the last day of the last week, that was reported on. */
  digestThrough: text("digest_through").notNull(),
  weekThrough: text("week_through").notNull(),
  /** While agents' summaries of `week_through` are being planned: the id of the last person reached. Null: all are. */
  weekCursor: text("week_cursor"),
  checkedAt: integer("checked_at").notNull().default(0),
  /** `[date, calls]` of the last days, oldest first: recordings of days before that still waited in the morning. */
  backlog: text("backlog").notNull().default("[]"),
});

/** Where messages go. `address` of a Slack or other webhook is a secret: it is never shown or logged. */
export const alertChannel = sqliteTable(
  "alert_channel",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind", { enum: ["email", "slack", "webhook"] }).notNull(),
    label: text("label").notNull(),
    address: text("address").notNull(),
    /** What a webhook's messages are signed with, `whsec_…`; null for the others. */
    secret: text("secret"),
    /** `AlertTopic[]`. */
    topics: text("topics").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("alert_channel_of_site").on(table.siteId)],
);

/** What is wrong at a site, or last was, by rule. `auto_fail:<id>` rules gather calls in `pending` until they are told of. */
export const alertState = sqliteTable(
  "alert_state",
  {
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    rule: text("rule").notNull(),
    state: text("state", { enum: ["firing", "resolved"] }).notNull(),
    since: integer("since").notNull(),
    /** When it was last told of; null when nobody was told. */
    announcedAt: integer("announced_at"),
    detail: text("detail").notNull(),
    /** `PendingCall[]` of edge/alerts/auto-fails.repository.ts, the first ones only; `pending_count` counts all. */
    pending: text("pending").notNull().default("[]"),
    pendingCount: integer("pending_count").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.rule] }),
    index("alert_state_pending")
      .on(table.siteId)
      .where(sql`pending_count > 0`),
  ],
);

/** How far the table of scores (by rowid, which only grows) was looked through for auto-fails. */
export const alertCursor = sqliteTable("alert_cursor", {
  name: text("name").primaryKey(),
  place: integer("place").notNull(),
});

/** What is said, once for all who are told. `period` makes it one: two ticks that plan the same plan it once. */
export const message = sqliteTable(
  "message",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind").notNull(),
    period: text("period").notNull(),
    /** `Letter` of edge/sending/letter.ts. */
    letter: text("letter").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [uniqueIndex("message_once").on(table.siteId, table.kind, table.period)],
);

/** The send ledger: one row for each message and recipient. edge/sending/deliveries.repository.ts has its states. */
export const delivery = sqliteTable(
  "delivery",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id").notNull(),
    messageId: text("message_id").notNull(),
    kind: text("kind").notNull(),
    /** `channel:<id>` or `person:<id>`: their address is looked up when it is sent. */
    recipient: text("recipient").notNull(),
    via: text("via", { enum: ["email", "slack", "webhook"] }).notNull(),
    state: text("state", { enum: ["due", "leased", "sent", "failed"] }).notNull(),
    nextAt: integer("next_at").notNull(),
    leaseToken: text("lease_token"),
    /** Tries of this round, counted when they begin. */
    attempts: integer("attempts").notNull().default(0),
    /** Grows when somebody has it sent again. */
    round: integer("round").notNull().default(1),
    /** What was answered last: the HTTP status, and why it was not sent. */
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
    /** How the service calls the message that it took. */
    externalId: text("external_id"),
    createdAt: integer("created_at").notNull(),
    /** When this round was begun: a round is given up when it is older than a day. */
    roundAt: integer("round_at").notNull(),
    sentAt: integer("sent_at"),
  },
  (table) => [
    index("delivery_next")
      .on(table.nextAt)
      .where(sql`state in ('due', 'leased')`),
    index("delivery_of_site").on(table.siteId, table.createdAt),
    check("delivery_state", sql`${table.state} in ('due', 'leased', 'sent', 'failed')`),
  ],
);

/** People who want no weekly summary. */
export const mailOptOut = sqliteTable("mail_opt_out", {
  personId: text("person_id")
    .primaryKey()
    .references(() => person.id),
  at: integer("at").notNull(),
});
