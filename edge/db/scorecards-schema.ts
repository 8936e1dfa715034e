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

/* Scorecards of the sites, and what is done with them on past calls. Times are epoch milliseconds (UTC), JSON is text. */

/** Versions of scorecards; their states are drawn in edge/scorecards/scorecard-states.ts. The default card is code, not a row. */
export const scorecardVersion = sqliteTable(
  "scorecard_version",
  {
    siteId: text("site_id").notNull(),
    scorecardId: text("scorecard_id").notNull(),
    version: integer("version").notNull(),
    state: text("state", { enum: ["draft", "published", "retired"] }).notNull(),
    /** `ScorecardContent` of shared/scorecard/scorecard.ts; never changes once published. */
    content: text("content").notNull(),
    /** `sales/2`: what it was copied from; null where it was written anew. */
    copiedFrom: text("copied_from"),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    updatedAt: integer("updated_at").notNull(),
    publishedAt: integer("published_at"),
    publishedBy: text("published_by"),
    retiredAt: integer("retired_at"),
    retiredBy: text("retired_by"),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.scorecardId, table.version] }),
    check("scorecard_version_state", sql`${table.state} in ('draft', 'published', 'retired')`),
  ],
);

/** Which published version judges the calls of a campaign, or of the site (`campaign_id` ''); without a row the default card. */
export const scorecardAssignment = sqliteTable(
  "scorecard_assignment",
  {
    siteId: text("site_id").notNull(),
    campaignId: text("campaign_id").notNull(),
    /** `default` for a campaign that keeps the default card while the site has another. */
    scorecardId: text("scorecard_id").notNull(),
    /** Null with the default card, which has the version that the code has. */
    version: integer("version"),
    assignedAt: integer("assigned_at").notNull(),
    assignedBy: text("assigned_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.campaignId] })],
);

/** A version being tried on past calls, or past calls being scored anew under it. */
export const scorecardRun = sqliteTable(
  "scorecard_run",
  {
    id: text("id").primaryKey(),
    siteId: text("site_id").notNull(),
    kind: text("kind", { enum: ["try", "rescore"] }).notNull(),
    scorecardId: text("scorecard_id").notNull(),
    version: integer("version").notNull(),
    /** `Scorecard` as it was when the run began: a draft may change meanwhile. */
    scorecard: text("scorecard").notNull(),
    calls: integer("calls").notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    stoppedAt: integer("stopped_at"),
  },
  (table) => [index("scorecard_run_by_site").on(table.siteId, table.createdAt)],
);

/**
 * The calls of a run: how their score was before, and what came of it. The states are drawn in
 * edge/scoring/runs/run-calls.repository.ts.
 */
export const scorecardRunCall = sqliteTable(
  "scorecard_run_call",
  {
    runId: text("run_id").notNull(),
    recordingId: text("recording_id").notNull(),
    siteId: text("site_id").notNull(),
    kind: text("kind", { enum: ["try", "rescore"] }).notNull(),
    state: text("state", {
      enum: ["waiting", "leased", "open", "done", "failed", "skipped", "stopped"],
    }).notNull(),
    /** When a waiting call may be begun, or a lease runs out. */
    nextAt: integer("next_at").notNull(),
    /** Of the tick that has it in hand. */
    leaseToken: text("lease_token"),
    attempts: integer("attempts").notNull().default(0),
    leaseLosses: integer("lease_losses").notNull().default(0),
    /** Why it failed or was skipped, for people. */
    reason: text("reason"),
    transcriptVersion: integer("transcript_version").notNull(),
    /** `default/1`; null, as the next four, where the call had no score. */
    beforeScorecard: text("before_scorecard"),
    beforeTotal: real("before_total"),
    beforeFlagged: integer("before_flagged"),
    /** `{ id, mark }[]`. */
    beforeMarks: text("before_marks"),
    afterTotal: real("after_total"),
    afterFlagged: integer("after_flagged"),
    afterFlagReason: text("after_flag_reason"),
    /** `{ id, mark, rationale }[]`. */
    afterMarks: text("after_marks"),
    provider: text("provider"),
    model: text("model"),
    costUsd: real("cost_usd"),
    endedAt: integer("ended_at"),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.recordingId] }),
    index("scorecard_run_call_next")
      .on(table.kind, table.nextAt)
      .where(sql`state in ('waiting', 'leased')`),
    check(
      "scorecard_run_call_state",
      sql`${table.state} in ('waiting', 'leased', 'open', 'done', 'failed', 'skipped', 'stopped')`,
    ),
  ],
);
