import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/* What the judges may be asked, and what they were. Times are epoch milliseconds (UTC). */

/**
 * Requests and tokens reserved and used, per provider, model and window (`minute` or `day`, in the provider's zone). Without
 * rowids (the migration rows_by_key), which drizzle cannot say.
 */
export const providerQuota = sqliteTable(
  "provider_quota",
  {
    provider: text("provider").notNull(),
    model: text("model").notNull(),
    /** `minute:2026-11-23T14:05`, `day:2026-11-23`, or `closed:<failure kind>` with `closed_until`. */
    window: text("window").notNull(),
    requests: integer("requests").notNull().default(0),
    tokens: integer("tokens").notNull().default(0),
    /** Set when the provider failed in a way that time mends: nothing is sent to it before this time. */
    closedUntil: integer("closed_until"),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.model, table.window] })],
);

/** What a provider said of its own limits, in an answer's headers or in a refusal. */
export const providerLimit = sqliteTable(
  "provider_limit",
  {
    provider: text("provider").notNull(),
    model: text("model").notNull(),
    /** A `LimitName` of edge/providers/provider.ts. */
    limitName: text("limit_name").notNull(),
    value: integer("value").notNull(),
    learnedAt: integer("learned_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.model, table.limitName] })],
);

/** Settings of the whole Worker. A change is a new version; the newest one that can be read holds. */
export const setting = sqliteTable(
  "setting",
  {
    key: text("key").notNull(),
    version: integer("version").notNull(),
    value: text("value").notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.version] })],
);
