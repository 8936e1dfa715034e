import type { DatabaseSync } from "node:sqlite";

/** The recordings that an id of a person's means: the one with that recording_id, else all with that uniqueid. */
export function findRecordingIds(db: DatabaseSync, id: string): string[] {
  const exact = db.prepare("SELECT recording_id FROM recording WHERE recording_id = ?").get(id);
  if (exact !== undefined) return [id];
  return db
    .prepare(
      "SELECT recording_id FROM recording WHERE uniqueid = ? ORDER BY started_at, recording_id",
    )
    .all(id)
    .map((row) => String(row.recording_id));
}
