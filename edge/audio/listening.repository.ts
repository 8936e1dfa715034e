import { listeningId, noteViewsStatement } from "../audit/transcript-views.repository.ts";
import { actorOf, type SignedIn } from "../auth/principal.ts";
import type { Database } from "../db/client.ts";

/**
 * Writes into the audit log and among those who read its words that somebody listens to a call: once an hour for each person and
 * call, because a player asks for a recording in many parts, and whichever part is asked for first counts.
 */
export async function noteListening(
  db: Database,
  person: SignedIn,
  recordingId: string,
  nowMs: number,
): Promise<void> {
  const by = { actor: actorOf(person), nowMs, place: "sound" } as const;
  const listened = db.$client
    .prepare(
      `INSERT INTO audit_event (id, site_id, at, actor, action, detail) VALUES (?1, ?2, ?3, ?4, 'audio.listen', ?5)
       ON CONFLICT DO NOTHING`,
    )
    .bind(
      listeningId(nowMs, by.actor, recordingId),
      person.siteId,
      nowMs,
      by.actor,
      JSON.stringify({ recording_id: recordingId }),
    );
  await db.$client.batch([listened, noteViewsStatement(db, person.siteId, by, [recordingId])]);
}
