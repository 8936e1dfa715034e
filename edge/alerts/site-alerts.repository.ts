import * as z from "zod";

import {
  alertSettingsSchema,
  alertTopicSchema,
  DEFAULT_ALERT_SETTINGS,
  type AlertTopic,
} from "#shared/contracts/alerts.ts";
import { numbersShownToSchema } from "#shared/contracts/settings.ts";

import type { Database } from "../db/client.ts";
import type { Recipient } from "../sending/deliveries.repository.ts";

/** JSON as D1 keeps it, by a schema. */
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);

const stateSchema = z.object({
  rule: z.string(),
  state: z.enum(["firing", "resolved"]),
  /** Epoch milliseconds. */
  since: z.number(),
  announcedAt: z.number().nullable(),
  detail: z.string(),
});
export type AlertState = z.infer<typeof stateSchema>;

/** Settings of an older version have what was added since as by default. */
const storedSettingsSchema = json(z.record(z.string(), z.unknown())).transform((stored) =>
  alertSettingsSchema.parse({
    ...DEFAULT_ALERT_SETTINGS,
    ...Object.fromEntries(
      Object.entries(stored).filter(([name]) => Object.hasOwn(DEFAULT_ALERT_SETTINGS, name)),
    ),
  }),
);

const siteSchema = z.object({
  siteId: z.string(),
  name: z.string(),
  timeZone: z.string(),
  numbersShownTo: numbersShownToSchema,
  settings: storedSettingsSchema,
  digestThrough: z.string(),
  weekThrough: z.string(),
  weekCursor: z.string().nullable(),
  backlog: json(z.array(z.tuple([z.string(), z.number()]))),
  channels: json(
    z.array(
      z.object({
        id: z.string(),
        kind: z.enum(["email", "slack", "webhook"]),
        topics: json(z.array(alertTopicSchema)),
      }),
    ),
  ),
  states: json(z.array(stateSchema)),
});
/** All that planning a site's messages needs to know of it. */
export type AlertSite = z.infer<typeof siteSchema>;

const COLUMNS = `
  site_id AS siteId, settings, digest_through AS digestThrough, week_through AS weekThrough, week_cursor AS weekCursor, backlog,
  (SELECT name FROM site WHERE id = site_alerts.site_id) AS name,
  (SELECT time_zone FROM site WHERE id = site_alerts.site_id) AS timeZone,
  (SELECT numbers_shown_to FROM site WHERE id = site_alerts.site_id) AS numbersShownTo,
  (SELECT json_group_array(json_object('id', id, 'kind', kind, 'topics', topics))
   FROM alert_channel WHERE site_id = site_alerts.site_id) AS channels,
  (SELECT json_group_array(json_object('rule', rule, 'state', state, 'since', since, 'announcedAt', announced_at, 'detail', detail))
   FROM alert_state WHERE site_id = site_alerts.site_id) AS states`;

/** A site with alerts; null where nobody has set any up. */
export async function readAlertSite(db: Database, siteId: string): Promise<AlertSite | null> {
  const row = await db.$client
    .prepare(`SELECT ${COLUMNS} FROM site_alerts WHERE site_id = ?1`)
    .bind(siteId)
    .first();
  return row === null ? null : siteSchema.parse(row);
}

/** Takes the site that was not looked at for longest, if that is `everyMs` ago, so that no other tick looks at it now. */
export async function claimSiteToCheck(
  db: Database,
  nowMs: number,
  everyMs: number,
): Promise<AlertSite | null> {
  const { results } = await db.$client
    .prepare(
      `UPDATE site_alerts SET checked_at = ?1
       WHERE site_id = (SELECT site_id FROM site_alerts WHERE checked_at <= ?1 - ?2 ORDER BY checked_at, site_id LIMIT 1)
       RETURNING ${COLUMNS}`,
    )
    .bind(nowMs, everyMs)
    .all();
  return results[0] === undefined ? null : siteSchema.parse(results[0]);
}

/** The channels that get messages of a topic. */
export function recipientsOf({ channels }: AlertSite, topic: AlertTopic): Recipient[] {
  return channels
    .filter(({ topics }) => topics.includes(topic))
    .map(({ id, kind }) => ({ recipient: `channel:${id}`, via: kind }));
}

/** Stores how alerts now stand. What is pending of a rule stays. */
export function storeStatesStatement(
  db: Database,
  siteId: string,
  states: readonly AlertState[],
): D1PreparedStatement {
  return db.$client
    .prepare(
      `INSERT INTO alert_state (site_id, rule, state, since, announced_at, detail)
       SELECT ?1, value->>'rule', value->>'state', value->>'since', value->>'announcedAt', value->>'detail'
       FROM json_each(?2) WHERE true
       ON CONFLICT (site_id, rule) DO UPDATE SET state = excluded.state, since = excluded.since,
         announced_at = excluded.announced_at, detail = excluded.detail`,
    )
    .bind(siteId, JSON.stringify(states));
}

export function storeBacklogStatement(
  db: Database,
  { siteId, backlog }: Pick<AlertSite, "siteId" | "backlog">,
): D1PreparedStatement {
  return db.$client
    .prepare("UPDATE site_alerts SET backlog = ?2 WHERE site_id = ?1")
    .bind(siteId, JSON.stringify(backlog));
}

/** Moves on to a later day, or week, that is reported on; another tick that was faster has done so already. */
export function reportedStatement(
  db: Database,
  { siteId }: Pick<AlertSite, "siteId">,
  to: { digestThrough: string } | { weekThrough: string; weekCursor: string | null },
): D1PreparedStatement {
  if ("digestThrough" in to) {
    return db.$client
      .prepare(
        "UPDATE site_alerts SET digest_through = ?2 WHERE site_id = ?1 AND digest_through < ?2",
      )
      .bind(siteId, to.digestThrough);
  }
  return db.$client
    .prepare(
      "UPDATE site_alerts SET week_through = ?2, week_cursor = ?3 WHERE site_id = ?1 AND week_through <= ?2",
    )
    .bind(siteId, to.weekThrough, to.weekCursor);
}
