import type { DatabaseSync } from "node:sqlite";

/** Writes down that the workers of a run were stopped. `cause` is `code: words for people`. Returns the pause's id. */
export function startPause(db: DatabaseSync, runId: number, cause: string, now: number): number {
  return Number(
    db
      .prepare("INSERT INTO pause (run_id, started_at, cause) VALUES (?, ?, ?)")
      .run(runId, now, cause).lastInsertRowid,
  );
}

export function endPause(db: DatabaseSync, pauseId: number, now: number): void {
  db.prepare("UPDATE pause SET ended_at = max(started_at, ?) WHERE pause_id = ?").run(now, pauseId);
}

/**
 * Ends the pauses that a killed agent left open, with its last sign of life: the last renewal of a lease. Call it with the
 * run lock held, before what the killed agent held is reclaimed. Returns how many there were.
 */
export function endAbandonedPauses(db: DatabaseSync, leaseDurationMs: number, now: number): number {
  return Number(
    db
      .prepare(`
        UPDATE pause
           SET ended_at = max(started_at, min(:now, coalesce(
                 (SELECT max(lease_until) - :leaseDurationMs FROM recording WHERE state = 'transcribing'), started_at)))
         WHERE ended_at IS NULL
      `)
      .run({ leaseDurationMs, now }).changes,
  );
}

/** The pauses of a run: how often, and for how many seconds up to `now`. */
export function pausesOf(
  db: DatabaseSync,
  runId: number,
  now: number,
): { count: number; seconds: number } {
  const row = db
    .prepare(`
      SELECT count(*) AS n, coalesce(sum(max(0, coalesce(ended_at, :now) - started_at)), 0) / 1000.0 AS sec
        FROM pause WHERE run_id = :runId
    `)
    .get({ runId, now });
  return { count: Number(row?.n ?? 0), seconds: Number(row?.sec ?? 0) };
}
