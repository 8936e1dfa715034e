import type { DatabaseSync } from "node:sqlite";

import { recordingStateSchema, type RecordingState } from "#shared/contracts/call.ts";

/** Recordings by state; states without any are left out. */
export function queueCounts(db: DatabaseSync): Partial<Record<RecordingState, number>> {
  const rows = db.prepare("SELECT state, count(*) AS n FROM recording GROUP BY state").all();
  return Object.fromEntries(
    rows.map((row) => [recordingStateSchema.parse(row.state), Number(row.n)]),
  );
}

/** What still waits to be sent, and what the edge refused. */
export function outboxCounts(db: DatabaseSync): { waiting: number; rejected: number } {
  const row = db
    .prepare(
      "SELECT count(*) FILTER (WHERE rejected IS NULL) AS waiting, count(rejected) AS rejected FROM outbox",
    )
    .get();
  return { waiting: Number(row?.waiting ?? 0), rejected: Number(row?.rejected ?? 0) };
}
