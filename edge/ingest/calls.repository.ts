import type { Call } from "#shared/contracts/call.ts";

import type { Database } from "../db/client.ts";
import { addCounts, stateKey } from "../scoring/rollups/derived-rollups.ts";
import {
  LEVEL_KEY,
  movedScoreStatements,
  ON_EACH_LEVEL,
} from "../scoring/rollups/rollups.repository.ts";
import { STATE_RANK } from "./call-order.ts";
import { finalCalls } from "./final-calls.ts";

const rankOf = (column: string) =>
  `CASE ${column} ${Object.entries(STATE_RANK)
    .map(([state, rank]) => `WHEN '${state}' THEN ${rank}`)
    .join(" ")} END`;

const INDEXED_COLUMNS = ["uniqueid", "agent_user", "started_at", "local_date"];
const UNINDEXED_COLUMNS = [
  "agent_name",
  "campaign_id",
  "call_status",
  "duration_sec",
  "agent_state",
  "state_reason",
];
const TOLD_COLUMNS = [...INDEXED_COLUMNS, ...UNINDEXED_COLUMNS];
const columnsOf = (table: string, columns: readonly string[]) =>
  columns.map((column) => `${table}.${column}`).join(", ");
const told = (table: string) => columnsOf(table, TOLD_COLUMNS);

const ITEM = `
  WITH item AS (
    SELECT value->>'recording_id' AS recording_id, value->>'uniqueid' AS uniqueid, value->>'agent_user' AS agent_user,
           value->>'agent_name' AS agent_name, value->>'campaign_id' AS campaign_id,
           value->>'call_status' AS call_status, value->>'started_at_ms' AS started_at,
           value->>'local_date' AS local_date, value->>'duration_sec' AS duration_sec,
           value->>'state' AS agent_state, value->>'state_reason' AS state_reason
    FROM json_each(?2)
    WHERE value->>'recording_id' NOT IN (${finalCalls("asked.value->>'recording_id'")})
  )`;

/**
 * How calls and their states change the counts, seen before the calls are stored. A call that changes no count stays with
 * sign 0: it may change what a list shows, so the row of all time gets a new revision.
 */
const CHANGED_COUNTS = `
  ${ITEM}, told AS (
    SELECT item.*, old.recording_id IS NOT NULL AS was_counted, coalesce(old.is_sample, 0) AS is_sample,
           old.agent_user AS old_agent, old.campaign_id AS old_campaign, old.local_date AS old_date,
           ${stateKey("item.agent_state", "item.state_reason")} AS state_key,
           ${stateKey("old.agent_state", "old.state_reason")} AS old_state_key
    FROM item LEFT JOIN call AS old ON old.site_id = ?1 AND old.recording_id = item.recording_id
    WHERE old.recording_id IS NULL
       OR (${rankOf("item.agent_state")} >= ${rankOf("old.agent_state")} AND (${told("item")}) IS NOT (${told("old")}))
  ), known AS (
    SELECT *, NOT was_counted OR (agent_user, campaign_id, local_date) IS NOT (old_agent, old_campaign, old_date)
                AS is_placed
    FROM told
  ), moved AS (
    SELECT *, is_placed OR state_key IS NOT old_state_key AS counts_anew FROM known
  ), change AS (
    SELECT local_date, agent_user, campaign_id, iif(counts_anew, 1, 0) AS sign, is_sample, state_key, is_placed FROM moved
    UNION ALL
    SELECT old_date, old_agent, old_campaign, -1, is_sample, old_state_key, is_placed FROM moved
    WHERE counts_anew AND was_counted
  )`;

/** Counts a call where it is new, and takes it from where it was counted before. */
const COUNT_CALLS = `
  ${CHANGED_COUNTS}, placed AS (
    SELECT ${LEVEL_KEY}, change.* FROM change ${ON_EACH_LEVEL}
    WHERE level.value = 'ever' OR (sign <> 0 AND (level.value = 'site' OR is_placed))
  ), counted AS (
    SELECT level_date, state_key, sum(sign) AS calls FROM placed
    WHERE level_agent = '' AND level_campaign = '' GROUP BY 1, 2 HAVING sum(sign) <> 0
  )
  INSERT INTO daily_stat (site_id, agent_user, campaign_id, local_date, total_calls, sample_calls, states)
  SELECT ?1, level_agent, level_campaign, level_date, sum(sign), sum(sign * is_sample),
         iif(level_agent = '' AND level_campaign = '',
             (SELECT json_group_object(state_key, calls) FROM counted WHERE counted.level_date = placed.level_date), '{}')
  FROM placed
  GROUP BY 2, 3, 4
  ON CONFLICT (site_id, agent_user, campaign_id, local_date) DO UPDATE SET
    total_calls = total_calls + excluded.total_calls,
    sample_calls = sample_calls + excluded.sample_calls,
    states = ${addCounts("daily_stat.states", "excluded.states")},
    revision = revision + 1`;

/**
 * What changes of most calls is their state. Told apart from the rest, because an update that names a column of an index
 * writes to that index, whether the value changed or not.
 */
const UPDATE_STATES = `
  ${ITEM}
  UPDATE call SET
    ${UNINDEXED_COLUMNS.map((column) => `${column} = item.${column}`).join(", ")}, updated_at = ?3
  FROM item
  WHERE call.site_id = ?1 AND call.recording_id IN (SELECT value->>'recording_id' FROM json_each(?2))
    AND call.recording_id = item.recording_id
    AND ${rankOf("item.agent_state")} >= ${rankOf("call.agent_state")}
    AND (${columnsOf("item", INDEXED_COLUMNS)}) IS (${columnsOf("call", INDEXED_COLUMNS)})
    AND (${columnsOf("item", UNINDEXED_COLUMNS)}) IS NOT (${columnsOf("call", UNINDEXED_COLUMNS)})
  RETURNING call.recording_id`;

/** Stores what is new; an older state, or nothing new, changes nothing and returns nothing. */
const UPSERT_CALLS = `
  ${ITEM}
  INSERT INTO call (site_id, recording_id, ${TOLD_COLUMNS.join(", ")}, created_at, updated_at)
  SELECT ?1, recording_id, ${TOLD_COLUMNS.join(", ")}, ?3, ?3 FROM item WHERE true
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    ${TOLD_COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")},
    updated_at = excluded.updated_at
  WHERE ${rankOf("excluded.agent_state")} >= ${rankOf("call.agent_state")}
    AND (${told("excluded")}) IS NOT (${told("call")})
  RETURNING recording_id`;

/**
 * The statements that store calls and move every count that depends on them, to be run as one batch; `changedCalls` reads
 * its results. Each recording occurs once in `calls`.
 */
export function callStatements(
  client: D1Database,
  siteId: string,
  calls: readonly Call[],
  nowMs: number,
): D1PreparedStatement[] {
  const items = JSON.stringify(
    calls.map((call) => ({ ...call, started_at_ms: Date.parse(call.started_at) })),
  );
  const recordingIds = JSON.stringify(calls.map((call) => call.recording_id));
  return [
    client.prepare(COUNT_CALLS).bind(siteId, items),
    client.prepare(UPDATE_STATES).bind(siteId, items, nowMs),
    client.prepare(UPSERT_CALLS).bind(siteId, items, nowMs),
    ...movedScoreStatements(client, siteId, recordingIds),
  ];
}

/** The ids of the calls that were new or changed, from the results of a batch that began with `callStatements`. */
export function changedCalls(results: readonly D1Result<{ recording_id: string }>[]): Set<string> {
  return new Set(results.slice(1, 3).flatMap((one) => one.results.map((row) => row.recording_id)));
}

/** Stores calls, each recording once; answers with the ids of those that were new or changed. */
export async function storeCalls(
  db: Database,
  siteId: string,
  calls: readonly Call[],
  nowMs: number,
): Promise<Set<string>> {
  return changedCalls(
    await db.$client.batch<{ recording_id: string }>(
      callStatements(db.$client, siteId, calls, nowMs),
    ),
  );
}
