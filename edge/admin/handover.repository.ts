import type { Database } from "../db/client.ts";

/** Whether anybody at a site has ever signed in, or done something, by other means than `byHand` (an actor of the audit log). */
export async function isHandedOver(db: Database, siteId: string, byHand: string): Promise<boolean> {
  const { results } = await db.$client
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM session WHERE site_id = ?1)
           OR EXISTS (SELECT 1 FROM sign_in_link WHERE site_id = ?1 AND uses_left = 0)
           OR EXISTS (SELECT 1 FROM audit_event WHERE site_id = ?1 AND actor <> ?2) AS is_handed_over`,
    )
    .bind(siteId, byHand)
    .all<{ is_handed_over: number }>();
  return results[0]?.is_handed_over === 1;
}
