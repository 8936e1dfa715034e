import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

import { DEFAULT_AUDIO_DAYS } from "#shared/contracts/audio.ts";

/* Sites and who may do what at them. Times are epoch milliseconds (UTC). */

export const site = sqliteTable("site", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  timeZone: text("time_zone").notNull(),
  language: text("language").notNull().default("en"),
  initialPrompt: text("initial_prompt"),
  /** Null: what the scorecard says. */
  minCallSec: real("min_call_sec"),
  /** `CampaignSettings[]` of shared/contracts/settings.ts. */
  campaignSettings: text("campaign_settings").notNull().default("[]"),
  /** For how many days after its own an agent may acknowledge or dispute a score; 0: not at all. */
  disputeDays: integer("dispute_days").notNull().default(14),
  /** Texts are removed so many days after they were received, 0 never; null: DEFAULT_TRANSCRIPT_DAYS. */
  transcriptDays: integer("transcript_days"),
  /** The rowid of the last transcript that edge/retention has dealt with. */
  textsRemovedTo: integer("texts_removed_to").notNull().default(0),
  /**
   * Likewise of the quotes and reasons in scores, and of the judges' raw answers; null: they go with the text. 0 is for ever.
   * Each has a place of its own, which moves only while it has days of its own.
   */
  quoteDays: integer("quote_days"),
  quotesRemovedTo: integer("quotes_removed_to").notNull().default(0),
  rawAnswerDays: integer("raw_answer_days"),
  rawAnswersRemovedTo: integer("raw_answers_removed_to").notNull().default(0),
  /** Scores of calls of more than so many days ago are removed, with what hangs on them; 0: never. */
  scoreDays: integer("score_days").notNull().default(0),
  /**
   * Of days before this date scores have been removed, or are being. What is counted of those days is final: it cannot be
   * counted anew, and no transcript of them is taken in. Only grows; '' while nothing was removed.
   */
  scoresKeptFrom: text("scores_kept_from").notNull().default(""),
  /** Transcribed calls of those days that have no score, counted each time the date grows: they wait for none any more. */
  scoresGivenUp: integer("scores_given_up").notNull().default(0),
  /** `CallPlace` of edge/retention/old-scores.repository.ts: the last call that was dealt with. */
  scoresRemovedTo: text("scores_removed_to").notNull().default('["",0,""]'),
  /** Entries of the audit log go after so many days; 0: never. */
  auditDays: integer("audit_days").notNull().default(0),
  /** Who reads telephone numbers whole; everybody else sees them masked. */
  numbersShownTo: text("numbers_shown_to", {
    enum: ["nobody", "managers", "staff", "everybody"],
  })
    .notNull()
    .default("managers"),
  /** Where pages find a call's recording, and its place in ViciDial; null where the office has neither. */
  audioUrl: text("audio_url"),
  vicidialUrl: text("vicidial_url"),
  /** Of which calls the agent uploads the sound, and for how many days it is kept. */
  audioUpload: text("audio_upload", { enum: ["off", "flagged", "all"] })
    .notNull()
    .default("off"),
  audioDays: integer("audio_days").notNull().default(DEFAULT_AUDIO_DAYS),
  createdAt: integer("created_at").notNull(),
});

/** Bearer tokens, by the SHA-256 of their secret. */
export const accessToken = sqliteTable(
  "access_token",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    scope: text("scope", { enum: ["ingest", "read"] }).notNull(),
    secretHash: text("secret_hash").notNull(),
    label: text("label").notNull(),
    createdAt: integer("created_at").notNull(),
    /** Null: never. */
    expiresAt: integer("expires_at"),
    /** To a quarter of an hour, so that a request costs no write. */
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
  },
  (table) => [uniqueIndex("access_token_secret").on(table.secretHash)],
);

/** Whoever signs in. Nobody is deleted: reviews and the audit log name them. */
export const person = sqliteTable(
  "person",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    name: text("name").notNull(),
    role: text("role", { enum: ["admin", "manager", "reviewer", "agent"] }).notNull(),
    /** Lower case. */
    email: text("email"),
    /** ViciDial user of an agent, whose own calls they see; null for everybody else. */
    agentUser: text("agent_user"),
    createdAt: integer("created_at").notNull(),
    disabledAt: integer("disabled_at"),
  },
  (table) => [
    uniqueIndex("person_email").on(table.siteId, table.email),
    index("person_by_email").on(table.email),
    uniqueIndex("person_agent_user").on(table.siteId, table.agentUser),
    check("person_agent", sql`(${table.role} = 'agent') = (${table.agentUser} is not null)`),
  ],
);

/** Sign-in links; each use takes one from `uses_left`. */
export const signInLink = sqliteTable(
  "sign_in_link",
  {
    secretHash: text("secret_hash").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    usesLeft: integer("uses_left").notNull(),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("sign_in_link_by_expiry").on(table.expiresAt)],
);

export const session = sqliteTable(
  "session",
  {
    secretHash: text("secret_hash").primaryKey(),
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    personId: text("person_id")
      .notNull()
      .references(() => person.id),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("session_by_expiry").on(table.expiresAt)],
);

/** What people and the command line changed; rows are only ever added. No secrets. */
export const auditEvent = sqliteTable(
  "audit_event",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id").notNull(),
    at: integer("at").notNull(),
    /** `command line`, or `person:<id>`, `token:<scope>:<id>`. */
    actor: text("actor").notNull(),
    /** Such as `token.create`. */
    action: text("action").notNull(),
    /** What was changed, as a JSON object. */
    detail: text("detail").notNull(),
  },
  (table) => [index("audit_event_by_site").on(table.siteId, table.at)],
);
