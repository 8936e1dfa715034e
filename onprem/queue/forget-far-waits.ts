import type { DatabaseSync } from "node:sqlite";

import { prepared } from "./prepared.ts";

/** No recording is ever told to wait longer; one that seems to be was told so while the clock was ahead. */
export const MAX_WAIT_MS = 24 * 60 * 60_000;

/**
 * After the clock was set back: what would wait until the clock is there again is due now, and what was missed in the
 * future is missed since now.
 */
export function forgetFarWaits(db: DatabaseSync, now: number): void {
  for (const state of ["pending", "waiting_file"]) {
    const far = prepared(db, "SELECT 1 FROM recording WHERE state = ? AND next_at > ? LIMIT 1").get(
      state,
      now + MAX_WAIT_MS,
    );
    // Looked at often, and hardly ever the case: nothing is written then.
    if (far === undefined) continue;
    prepared(
      db,
      `
      UPDATE recording
         SET next_at = 0, missing_since = CASE WHEN missing_since > :now THEN :now ELSE missing_since END
       WHERE state = :state AND next_at > :now + :maxWaitMs
    `,
    ).run({ state, now, maxWaitMs: MAX_WAIT_MS });
  }
}
