import type { DatabaseSync } from "node:sqlite";

import type { DatedRow } from "./recording-log-row.ts";

/**
 * A recording's id in the queue is its recording_id. When ViciDial has given the same number twice (its table was emptied
 * or restored), the later recording is told apart by its start: `1234-1763650000`.
 */
export function queueIdOf(db: DatabaseSync, row: DatedRow): string {
  const plain = String(row.recording_id);
  const known = db
    .prepare(`
      SELECT started_at FROM recording WHERE recording_id = :plain
      UNION ALL
      SELECT started_at FROM forgotten WHERE recording_id = :plain AND started_at IS NOT NULL
    `)
    .get({ plain });
  const isSame = known === undefined || Number(known.started_at) === row.start_epoch * 1000;
  return isSame ? plain : `${plain}-${row.start_epoch}`;
}

/** ViciDial's own number in a queue id; null for a recording that came from another source. */
export function recordingLogId(queueId: string): number | null {
  const digits = /^(\d{1,10})(?:-\d+)?$/.exec(queueId)?.[1];
  return digits === undefined ? null : Number(digits);
}
