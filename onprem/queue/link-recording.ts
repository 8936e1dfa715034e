import type { DatabaseSync } from "node:sqlite";

import * as z from "zod";

import { enqueue } from "./outbox-row.ts";

const DAY_MS = 24 * 60 * 60_000;
const FIRST_AGAIN_MS = 5 * 60_000;

/** What a source found out about the call behind a recording. */
export type CallLink = {
  uniqueid: string | null;
  callGroup: string | null;
  direction: "inbound" | "outbound" | null;
  agentUser: string | null;
  agentName: string | null;
  campaignId: string | null;
  callStatus: string | null;
  /** Seconds; null when nothing new is known. */
  expectedSec: number | null;
  /** Null when the campaign is not known. */
  priority: number | null;
};

const candidateSchema = z.object({ recording_id: z.string(), started_at: z.number() });
export type LinkCandidate = z.infer<typeof candidateSchema>;

/** Recordings whose call has never been looked up, oldest first. */
export function unlinkedRecordings(db: DatabaseSync, limit: number): LinkCandidate[] {
  return z.array(candidateSchema).parse(
    db
      .prepare(`
        SELECT recording_id, started_at
          FROM recording INDEXED BY recording_to_link
         WHERE linked_at IS NULL AND source_ref IS NOT NULL AND state NOT IN ('skipped', 'lost')
         ORDER BY started_at
         LIMIT :limit
      `)
      .all({ limit }),
  );
}

/**
 * Recordings of the last day whose call was not found, or had no final status (`openStatuses`) yet, when it was looked up;
 * each is due again after half the time that had passed by then.
 */
export function openLinks(
  db: DatabaseSync,
  options: { sinceDate: string; openStatuses: readonly string[]; now: number; limit: number },
): LinkCandidate[] {
  const { sinceDate, openStatuses, now, limit } = options;
  return z.array(candidateSchema).parse(
    db
      .prepare(`
        SELECT recording_id, started_at
          FROM recording INDEXED BY recording_by_date
         WHERE local_date >= :sinceDate
           AND started_at > :now - :dayMs
           AND source_ref IS NOT NULL
           AND linked_at <= :now - max(:firstAgainMs, (linked_at - started_at) / 2)
           AND state NOT IN ('skipped', 'lost')
           AND (uniqueid IS NULL OR call_status IS NULL
                OR call_status IN (SELECT value FROM json_each(:openStatuses)))
         ORDER BY linked_at
         LIMIT :limit
      `)
      .all({
        sinceDate,
        now,
        dayMs: DAY_MS,
        firstAgainMs: FIRST_AGAIN_MS,
        openStatuses: JSON.stringify(openStatuses),
        limit,
      }),
  );
}

/**
 * Writes down what is known of the call; what was known and is not any more stays. The edge is told when anything that it
 * is shown has changed. Call it inside a transaction.
 */
export function linkRecording(
  db: DatabaseSync,
  recordingId: string,
  link: CallLink,
  now: number,
): void {
  const before = shownOf(db, recordingId);
  const { changes } = db
    .prepare(`
      UPDATE recording
         SET uniqueid = coalesce(:uniqueid, uniqueid), call_group = coalesce(:callGroup, call_group),
             direction = coalesce(:direction, direction), agent_user = coalesce(:agentUser, agent_user),
             agent_name = coalesce(:agentName, agent_name), campaign_id = coalesce(:campaignId, campaign_id),
             call_status = coalesce(:callStatus, call_status), expected_sec = coalesce(:expectedSec, expected_sec),
             priority = coalesce(:priority, priority), linked_at = :now, updated_at = :now
       WHERE recording_id = :recordingId AND state NOT IN ('skipped', 'lost')
    `)
    .run({ ...link, recordingId, now });
  if (changes === 1 && before !== shownOf(db, recordingId)) enqueue(db, recordingId, "call", now);
}

function shownOf(db: DatabaseSync, recordingId: string): string {
  return JSON.stringify(
    db
      .prepare(
        "SELECT uniqueid, agent_user, agent_name, campaign_id, call_status FROM recording WHERE recording_id = ?",
      )
      .get(recordingId),
  );
}
