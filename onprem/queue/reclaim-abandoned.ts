import type { DatabaseSync } from "node:sqlite";

/** A recording that was interrupted this often may be what interrupts: it fails, and a person can revive it. */
const MAX_INTERRUPTIONS = 25;

/**
 * Returns to `pending` what an earlier run left in `transcribing`: its lease ran out, the host was restarted, or the caller
 * holds the run lock, so that no other owner can be alive. The try is not held against the recording.
 * Returns how many were returned.
 */
export function reclaimAbandoned(
  db: DatabaseSync,
  self: { owner: string; bootId: string },
  now: number,
): number {
  const { changes } = db
    .prepare(`
      UPDATE recording
         SET state = CASE WHEN interruptions >= :max THEN 'failed' ELSE 'pending' END,
             reason_code = CASE WHEN interruptions >= :max THEN 'interrupted' END,
             reason = CASE WHEN interruptions >= :max
                           THEN 'Its transcription was interrupted ' || interruptions || ' times.' END,
             attempts = max(attempts - 1, 0), interruptions = interruptions + 1,
             lease_owner = NULL, lease_boot_id = NULL, lease_until = NULL, next_at = 0, updated_at = :now
       WHERE state = 'transcribing'
         AND (lease_owner <> :owner OR lease_boot_id <> :bootId OR lease_until < :now)
    `)
    .run({ max: MAX_INTERRUPTIONS, owner: self.owner, bootId: self.bootId, now });
  return Number(changes);
}
