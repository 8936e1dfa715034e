import type { DatabaseSync } from "node:sqlite";

import { enqueue } from "./outbox-row.ts";
import { prepared } from "./prepared.ts";

/** What a source learned of a call after its recording was queued; null where it learned nothing. */
export type CallDetails = {
  uniqueid: string | null;
  callGroup: string | null;
  direction: "inbound" | "outbound" | null;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  callStatus: string | null;
  /** When the call began, with its date in the site's zone; null leaves both as they are. */
  started: { at: number; localDate: string } | null;
  /** Seconds of audio as far as can be told without decoding. */
  expectedSec: number | null;
  priority: number;
};

/**
 * Takes over what is known of a recording that nobody has claimed yet; what is not known now leaves what was known before.
 * The identity never changes. The edge is told. Returns false when nothing is new. Call it inside a transaction.
 */
export function noteDetails(
  db: DatabaseSync,
  recordingId: string,
  { started, ...details }: CallDetails,
  now: number,
): boolean {
  const { changes } = prepared(
    db,
    `
      UPDATE recording
         SET uniqueid = coalesce(:uniqueid, uniqueid), call_group = coalesce(:callGroup, call_group),
             direction = coalesce(:direction, direction), agent_user = coalesce(:agentUser, agent_user),
             agent_name = coalesce(:agentName, agent_name), campaign_id = coalesce(:campaignId, campaign_id),
             call_status = coalesce(:callStatus, call_status), started_at = coalesce(:startedAt, started_at),
             local_date = coalesce(:localDate, local_date), expected_sec = coalesce(:expectedSec, expected_sec),
             priority = :priority, updated_at = :now
       WHERE recording_id = :recordingId
         AND state IN ('found', 'waiting_file', 'pending')
         AND (uniqueid IS NOT coalesce(:uniqueid, uniqueid) OR call_group IS NOT coalesce(:callGroup, call_group)
           OR direction IS NOT coalesce(:direction, direction) OR agent_user IS NOT coalesce(:agentUser, agent_user)
           OR agent_name IS NOT coalesce(:agentName, agent_name)
           OR campaign_id IS NOT coalesce(:campaignId, campaign_id)
           OR call_status IS NOT coalesce(:callStatus, call_status)
           OR started_at <> coalesce(:startedAt, started_at)
           OR expected_sec IS NOT coalesce(:expectedSec, expected_sec) OR priority <> :priority)
    `,
  ).run({
    ...details,
    recordingId,
    startedAt: started?.at ?? null,
    localDate: started?.localDate ?? null,
    now,
  });
  if (changes === 0) return false;
  enqueue(db, recordingId, "call", now);
  return true;
}
