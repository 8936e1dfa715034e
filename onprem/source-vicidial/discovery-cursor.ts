import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

const NAME = "vicidial_recording_log";

const cursorSchema = z.object({
  /** The highest recording_id seen, and when that recording began (epoch seconds; 0 when not known). */
  highest_id: z.int().nonnegative(),
  highest_epoch: z.int().nonnegative(),
  /** When the latest recording seen began (epoch seconds); 0 while none was. */
  latest_epoch: z.int().nonnegative(),
  /** Recordings that began before this (epoch seconds) were there before Nightshift was and are left out. */
  from_epoch: z.int().nonnegative(),
});
export type DiscoveryCursor = z.infer<typeof cursorSchema>;

/** How far discovery has come; null before the first look. */
export function readCursor(db: DatabaseSync): DiscoveryCursor | null {
  const row = db.prepare("SELECT value FROM cursor WHERE name = ?").get(NAME);
  return row === undefined ? null : cursorSchema.parse(JSON.parse(String(row.value)));
}

/** Call it in the transaction that notes what was found up to there. */
export function writeCursor(db: DatabaseSync, cursor: DiscoveryCursor): void {
  db.prepare(`
    INSERT INTO cursor (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
  `).run({ name: NAME, value: JSON.stringify(cursor) });
}
