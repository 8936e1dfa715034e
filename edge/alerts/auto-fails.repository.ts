import * as z from "zod";

import type { Database } from "../db/client.ts";

/*
 * Scores are only ever added, so the order of their rowids is that in which they were made, and how far they were looked through
 * is one number: a row read for each score, once. What is found gathers in alert_state until the cool-down lets it be told.
 */

const SCORES_AT_ONCE = 500;
const MOST_CALLS = 10;
export const AUTO_FAIL_RULE = "auto_fail:";

const hitSchema = z.object({
  siteId: z.string(),
  autoFailId: z.string(),
  recordingId: z.string(),
  agentUser: z.string().nullable(),
  agentName: z.string().nullable(),
  /** Epoch milliseconds. */
  startedAt: z.number().nullable(),
  total: z.number().nullable(),
  localDate: z.string(),
});
export type AutoFailHit = z.infer<typeof hitSchema>;

export type NewAutoFails = {
  from: number;
  /** The last score that was looked at; the same as `from` where there was none. */
  to: number;
  hits: AutoFailHit[];
};

/** The auto-fails among the next scores, re-scores included, generated samples not. */
export async function readNewAutoFails(db: Database): Promise<NewAutoFails> {
  const { results } = await db.$client
    .prepare(
      `WITH begun AS (SELECT place FROM alert_cursor WHERE name = 'auto_fail'),
            fresh AS (SELECT rowid AS place, site_id, recording_id, agent_user, total, local_date, auto_fails, is_current, is_sample
                      FROM score WHERE rowid > (SELECT place FROM begun) ORDER BY rowid LIMIT ${SCORES_AT_ONCE})
       SELECT (SELECT place FROM begun) AS begunAt, (SELECT max(place) FROM fresh) AS endedAt, (
         SELECT json_group_array(json_object('siteId', s.site_id, 'autoFailId', item.value->>'id', 'recordingId', s.recording_id,
                  'agentUser', s.agent_user, 'agentName', c.agent_name, 'startedAt', c.started_at, 'total', s.total,
                  'localDate', s.local_date))
         FROM fresh AS s CROSS JOIN json_each(s.auto_fails) AS item
         CROSS JOIN site_alerts AS a ON a.site_id = s.site_id
         LEFT JOIN call AS c ON c.site_id = s.site_id AND c.recording_id = s.recording_id
         WHERE s.auto_fails <> '[]' AND s.is_current = 1 AND s.is_sample = 0) AS hits`,
    )
    .all();
  const row = z
    .object({ begunAt: z.number().nullable(), endedAt: z.number().nullable(), hits: z.string() })
    .parse(results[0]);
  if (row.begunAt === null) return beginNow(db);
  const from = row.begunAt;
  const hits: unknown = JSON.parse(row.hits);
  return { from, to: row.endedAt ?? from, hits: z.array(hitSchema).parse(hits) };
}

/** What was scored before anybody looked is no news. */
async function beginNow(db: Database): Promise<NewAutoFails> {
  await db.$client
    .prepare(
      `INSERT INTO alert_cursor (name, place) SELECT 'auto_fail', coalesce(max(rowid), 0) FROM score WHERE true
       ON CONFLICT DO NOTHING`,
    )
    .run();
  return { from: 0, to: 0, hits: [] };
}

const pendingCallSchema = hitSchema.pick({
  recordingId: true,
  agentUser: true,
  agentName: true,
  startedAt: true,
  total: true,
});
export type PendingCall = z.infer<typeof pendingCallSchema>;

/** Gathers hits and moves on, unless another tick has. */
export async function gatherAutoFails(
  db: Database,
  { from, to, hits }: NewAutoFails,
  nowMs: number,
): Promise<void> {
  const client = db.$client;
  const isUnmoved = "EXISTS (SELECT 1 FROM alert_cursor WHERE name = 'auto_fail' AND place = ?2)";
  const groups = Map.groupBy(hits, ({ siteId, autoFailId }) =>
    JSON.stringify([siteId, autoFailId]),
  );
  const gathered = [...groups.values()].map((group) => ({
    siteId: group[0]?.siteId,
    rule: `${AUTO_FAIL_RULE}${group[0]?.autoFailId}`,
    count: group.length,
    calls: group.slice(0, MOST_CALLS).map((hit) => pendingCallSchema.parse(hit)),
  }));
  // The first calls are kept by name, all are counted.
  const gather = client
    .prepare(
      `INSERT INTO alert_state (site_id, rule, state, since, detail, pending, pending_count)
       SELECT value->>'siteId', value->>'rule', 'resolved', ?3, '', value->'calls', value->>'count'
       FROM json_each(?1) WHERE ${isUnmoved}
       ON CONFLICT (site_id, rule) DO UPDATE SET
         pending_count = pending_count + excluded.pending_count,
         pending = (SELECT json_group_array(json(value)) FROM (
           SELECT value FROM (SELECT value, 0 AS list, key FROM json_each(alert_state.pending)
                              UNION ALL SELECT value, 1, key FROM json_each(excluded.pending))
           ORDER BY list, key LIMIT ${MOST_CALLS}))`,
    )
    .bind(JSON.stringify(gathered), from, nowMs);
  const move = client
    .prepare("UPDATE alert_cursor SET place = ?2 WHERE name = 'auto_fail' AND place = ?1")
    .bind(from, to);
  await client.batch([...(gathered.length === 0 ? [] : [gather]), move]);
}

const pendingSchema = z.object({
  siteId: z.string(),
  autoFailId: z.string(),
  announcedAt: z.number().nullable(),
  count: z.number(),
  /** As stored, to see whether it is still the same. */
  stored: z.string(),
});
export type PendingAutoFails = z.infer<typeof pendingSchema> & { calls: PendingCall[] };

/** What waits to be told of, of all sites. */
export async function readPendingAutoFails(
  db: Database,
  limit: number,
): Promise<PendingAutoFails[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT site_id AS siteId, substr(rule, ${AUTO_FAIL_RULE.length + 1}) AS autoFailId, announced_at AS announcedAt,
              pending_count AS count, pending AS stored
       FROM alert_state WHERE pending_count > 0 ORDER BY announced_at, site_id, rule LIMIT ?1`,
    )
    .bind(limit)
    .all();
  return z
    .array(pendingSchema)
    .parse(results)
    .map((row) => {
      const calls: unknown = JSON.parse(row.stored);
      return { ...row, calls: z.array(pendingCallSchema).parse(calls) };
    });
}

/** Notes that what was pending is told of, unless more has come since it was read. */
export function announcedStatement(
  db: Database,
  { siteId, autoFailId, stored, count }: PendingAutoFails,
  detail: string,
  nowMs: number,
): D1PreparedStatement {
  return db.$client
    .prepare(
      `UPDATE alert_state SET announced_at = ?4, since = ?4, detail = ?5, pending_count = 0, pending = '[]'
       WHERE site_id = ?1 AND rule = ?2 AND pending = ?3 AND pending_count = ?6`,
    )
    .bind(siteId, `${AUTO_FAIL_RULE}${autoFailId}`, stored, nowMs, detail, count);
}
