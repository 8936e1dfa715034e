import type { DatabaseSync } from "node:sqlite";

import { prepared } from "./prepared.ts";

/**
 * Gives a claimed recording back that nothing was done to, as if it had never been claimed: the try does not count, and
 * nothing was interrupted. Returns false when the lease is not `owner`'s any more.
 */
export function returnClaim(
  db: DatabaseSync,
  recordingId: string,
  owner: string,
  now: number,
): boolean {
  return (
    prepared(
      db,
      `
      UPDATE recording
         SET state = 'pending', attempts = attempts - 1,
             lease_owner = NULL, lease_boot_id = NULL, lease_until = NULL, updated_at = :now
       WHERE recording_id = :recordingId AND state = 'transcribing' AND lease_owner = :owner
    `,
    ).run({ recordingId, owner, now }).changes === 1
  );
}
