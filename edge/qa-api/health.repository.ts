import { eq, sql } from "drizzle-orm";

import { heartbeatSchema, type Heartbeat } from "#shared/contracts/heartbeat.ts";

import type { Database } from "../db/client.ts";
import { agentHeartbeat } from "../db/schema.ts";

export type LastHeartbeat = { receivedAt: number; heartbeat: Heartbeat };

/** The last heartbeat of a site's agent; null when it was never heard. */
export async function readHeartbeat(db: Database, siteId: string): Promise<LastHeartbeat | null> {
  const [row] = await db.select().from(agentHeartbeat).where(eq(agentHeartbeat.siteId, siteId));
  if (row === undefined) return null;
  return {
    receivedAt: row.receivedAt,
    heartbeat: heartbeatSchema.parse(JSON.parse(row.body)),
  };
}

/**
 * Who made the latest stored scores of the database, newest first, as far as they are the site's; at most `limit` scores
 * are read. Rows are appended and never moved, so walking the table backwards needs no index.
 */
export function readRecentScores(db: Database, siteId: string, limit: number) {
  return db.all<{ provider: string; model: string; createdAt: number; isSample: number }>(sql`
    select provider, model, created_at as createdAt, is_sample as isSample
    from (select * from score not indexed order by rowid desc limit ${limit})
    where site_id = ${siteId}`);
}

/** Size of the whole database in bytes, as D1 tells with every answer. */
export async function readDatabaseBytes(db: Database): Promise<number> {
  const { meta } = await db.$client.prepare("select 1").run();
  return meta.size_after;
}
