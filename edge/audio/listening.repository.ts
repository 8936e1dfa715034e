import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";

const HOUR_MS = 3_600_000;

/**
 * Writes into the audit log that somebody listens to a call: once an hour for each person and call, because a player asks for a
 * recording in many parts, and whichever part is asked for first counts.
 */
export async function noteListening(
  db: Database,
  person: SignedIn,
  recordingId: string,
  nowMs: number,
): Promise<void> {
  const hour = Math.floor(nowMs / HOUR_MS);
  await db.$client
    .prepare(
      `INSERT INTO audit_event (id, site_id, at, actor, action, detail) VALUES (?1, ?2, ?3, ?4, 'audio.listen', ?5)
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      `listen:${hour}:${person.personId}:${recordingId}`,
      person.siteId,
      nowMs,
      actorOf(person),
      JSON.stringify({ recording_id: recordingId }),
    )
    .run();
}
