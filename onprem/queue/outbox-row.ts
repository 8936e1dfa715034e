import type { DatabaseSync } from "node:sqlite";

import { prepared } from "./prepared.ts";

export type OutboxKind = "call" | "transcript";

/**
 * Notes that the edge must be told of a recording; call it inside the transaction that changes the recording.
 * A row that is already waiting is renewed, and an earlier refusal by the edge is forgotten. A transcript that is to be
 * sent counts as not delivered, whatever the edge said of the one before. Generations begin with the time, so that a row
 * that comes after one that was taken out is never taken for it by whoever is still sending that.
 */
export function enqueue(
  db: DatabaseSync,
  recordingId: string,
  kind: OutboxKind,
  now: number,
): void {
  prepared(
    db,
    `
    INSERT INTO outbox (recording_id, kind, created_at, generation) VALUES (:recordingId, :kind, :now, :now)
    ON CONFLICT (recording_id, kind)
    DO UPDATE SET generation = generation + 1, attempts = 0, next_at = 0, rejected = NULL
  `,
  ).run({ recordingId, kind, now });
  if (kind === "transcript") {
    prepared(
      db,
      "UPDATE transcript SET delivered_at = NULL, confirmed_at = NULL WHERE recording_id = ? AND delivered_at IS NOT NULL",
    ).run(recordingId);
  }
}

/** Takes back what waited to be sent. */
export function dequeue(db: DatabaseSync, recordingId: string, kind: OutboxKind): void {
  prepared(db, "DELETE FROM outbox WHERE recording_id = ? AND kind = ?").run(recordingId, kind);
}
