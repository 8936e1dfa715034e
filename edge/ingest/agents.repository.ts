import type { Heartbeat } from "#shared/contracts/heartbeat.ts";

import type { Database } from "../db/client.ts";

/** Keeps a heartbeat as the site's last, unless a later one was kept already. */
export async function storeHeartbeat(
  db: Database,
  heartbeat: Heartbeat,
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `INSERT INTO agent_heartbeat (site_id, received_at, body) VALUES (?1, ?2, ?3)
       ON CONFLICT (site_id) DO UPDATE SET received_at = excluded.received_at, body = excluded.body
       WHERE julianday(excluded.body->>'sent_at') >= julianday(agent_heartbeat.body->>'sent_at')`,
    )
    .bind(heartbeat.site_id, nowMs, JSON.stringify(heartbeat))
    .run();
}
