import type { ForgottenRecording } from "#shared/contracts/forget.ts";

import type { Database } from "../db/client.ts";
import { NOTE_IN_AUDIT_LOG, PUT_TOMBSTONES, REMOVE_CALLERS } from "./forget-statements.ts";
import { forgottenStatement, parseForgotten } from "./forgotten-calls.repository.ts";

/**
 * Deletes what a site has of the callers in these recordings, also of recordings that it does not know (yet), and puts tombstones,
 * so that nothing of them is taken in again. One batch: all of it or nothing. A repeat removes what came since and answers the
 * same. Each time of asking is one event of the audit log.
 */
export async function forgetCalls(
  db: Database,
  siteId: string,
  recordingIds: readonly string[],
  { actor, nowMs }: { actor: string; nowMs: number },
): Promise<ForgottenRecording[]> {
  const client = db.$client;
  const ids = [...new Set(recordingIds)];
  const list = JSON.stringify(ids);
  const results = await client.batch([
    client.prepare(PUT_TOMBSTONES).bind(siteId, list, nowMs, actor),
    ...REMOVE_CALLERS.map((sql) => client.prepare(sql).bind(siteId, list, nowMs)),
    client.prepare(NOTE_IN_AUDIT_LOG).bind(siteId, list, nowMs, actor, crypto.randomUUID()),
    forgottenStatement(db, siteId, ids),
  ]);
  return parseForgotten(results.at(-1)?.results ?? []);
}
