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

import { site } from "./accounts-schema.ts";

/**
 * The sound of calls: which recordings the site's agent is asked for, and which lie in R2. Rows come by triggers on transcript,
 * score and review (the migration audio_wanted), only at sites that have switched it on. Times are epoch
 * milliseconds (UTC).
 */
export const callAudio = sqliteTable(
  "call_audio",
  {
    siteId: text("site_id")
      .notNull()
      .references(() => site.id),
    recordingId: text("recording_id").notNull(),
    /** `wanted` from the agent, `stored`, or `unavailable`: the agent said why it cannot. */
    state: text("state", { enum: ["wanted", "stored", "unavailable"] }).notNull(),
    /** Since when it is in this state. */
    since: integer("since").notNull(),
    /** AudioUnavailableCode of shared/contracts/audio.ts. */
    reason: text("reason"),
    /** The file in R2; kept while another is wanted in its place, so that it is deleted then. */
    objectKey: text("object_key"),
    /** The transcript by which it was silenced; only while that is the call's newest may it be heard. */
    transcriptVersion: integer("transcript_version"),
    /** SHA-256 (hex) of the file, and its length. */
    sha256: text("sha256"),
    bytes: integer("bytes"),
    durationSec: real("duration_sec"),
    /** `Silenced` of shared/contracts/audio.ts. */
    silenced: text("silenced"),
  },
  (table) => [
    primaryKey({ columns: [table.siteId, table.recordingId] }),
    index("call_audio_wanted")
      .on(table.siteId, table.recordingId)
      .where(sql`state = 'wanted'`),
    index("call_audio_by_age").on(table.siteId, table.since),
    check("call_audio_state", sql`${table.state} in ('wanted', 'stored', 'unavailable')`),
  ],
);
