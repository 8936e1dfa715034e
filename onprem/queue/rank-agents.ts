import type { DatabaseSync } from "node:sqlite";

import { inTransaction } from "./open-database.ts";

/**
 * Gives each pending recording its place in the random order of its agent's calls of that day, so that a night that cannot
 * do everything hears every agent equally often. Places are counted over all of the day's recordings that give a
 * transcript or still may: one that was done keeps its place, one that was skipped or lost gives way to the next.
 * A day is one transaction, so that others can write in between. Returns how many places changed.
 */
export function rankAgents(db: DatabaseSync): number {
  const dates = db
    .prepare("SELECT DISTINCT local_date FROM recording WHERE state = 'pending'")
    .all()
    .map((row) => String(row.local_date));
  const rank = db.prepare(RANK_SQL);
  return dates.reduce(
    (changed, date) => changed + inTransaction(db, () => Number(rank.run({ date }).changes)),
    0,
  );
}

const RANK_SQL = `
  UPDATE recording
     SET agent_rank = ranked.place
    FROM (SELECT recording_id,
                 row_number() OVER (PARTITION BY agent_user ORDER BY draw, recording_id) AS place
            FROM recording
           WHERE local_date = :date
             AND state NOT IN ('skipped', 'failed', 'lost')) AS ranked
   WHERE ranked.recording_id = recording.recording_id
     AND recording.state = 'pending'
     AND recording.agent_rank <> ranked.place`;
