import * as z from "zod";

import { scorecardStateSchema } from "#shared/contracts/scorecards.ts";
import { scorecardContentSchema, type ScorecardContent } from "#shared/scorecard/scorecard.ts";

import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import type { Database } from "../db/client.ts";
import { MOVES, sqlStates } from "./scorecard-states.ts";

/** Versions that a site may have, of all its cards; they are read as one list. */
export const MAX_VERSIONS = 400;

const versionRowSchema = z.object({
  scorecardId: z.string(),
  version: z.number(),
  state: scorecardStateSchema,
  content: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(scorecardContentSchema),
  copiedFrom: z.string().nullable(),
  createdAt: z.number(),
  createdBy: z.string(),
  updatedAt: z.number(),
  publishedAt: z.number().nullable(),
  publishedBy: z.string().nullable(),
  retiredAt: z.number().nullable(),
  retiredBy: z.string().nullable(),
});
/** A stored version; times are epoch milliseconds. */
export type StoredVersion = z.infer<typeof versionRowSchema>;

const COLUMNS = `
  scorecard_id AS scorecardId, version, state, content, copied_from AS copiedFrom, created_at AS createdAt,
  created_by AS createdBy, updated_at AS updatedAt, published_at AS publishedAt, published_by AS publishedBy,
  retired_at AS retiredAt, retired_by AS retiredBy`;

/** All versions of all cards of a site: by card, the newest first. */
export async function listVersions(db: Database, siteId: string): Promise<StoredVersion[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM scorecard_version WHERE site_id = ?1
       ORDER BY scorecard_id, version DESC LIMIT ${MAX_VERSIONS}`,
    )
    .bind(siteId)
    .all();
  return z.array(versionRowSchema).parse(results);
}

/** One version of a card, the newest unless it is named; null when there is none. */
export async function readVersion(
  db: Database,
  siteId: string,
  scorecardId: string,
  version: number | null,
): Promise<StoredVersion | null> {
  const { results } = await db.$client
    .prepare(
      `SELECT ${COLUMNS} FROM scorecard_version
       WHERE site_id = ?1 AND scorecard_id = ?2 AND version = coalesce(?3, version)
       ORDER BY version DESC LIMIT 1`,
    )
    .bind(siteId, scorecardId, version)
    .all();
  return versionRowSchema.optional().parse(results[0]) ?? null;
}

const HAS_ROOM = `(SELECT count(*) FROM scorecard_version WHERE site_id = ?1) < ${MAX_VERSIONS}`;

/** Makes a card with its first draft, unless there is one by this id, or no room. Answers whether it was made. */
export async function insertCard(
  db: Database,
  siteId: string,
  card: { id: string; content: ScorecardContent; copiedFrom: string | null },
  event: AuditEvent,
): Promise<boolean> {
  const insert = db.$client
    .prepare(
      `INSERT INTO scorecard_version
         (site_id, scorecard_id, version, state, content, copied_from, created_at, created_by, updated_at)
       SELECT ?1, ?2, 1, '${MOVES.save.to}', ?3, ?4, ?5, ?6, ?5
       WHERE ${HAS_ROOM} AND NOT EXISTS (SELECT 1 FROM scorecard_version WHERE site_id = ?1 AND scorecard_id = ?2)
       RETURNING version`,
    )
    .bind(siteId, card.id, JSON.stringify(card.content), card.copiedFrom, event.atMs, event.actor);
  return changeWithAudit(db, siteId, [insert], event);
}

/** What somebody saw of a card's newest version before they changed something; `updatedAt` is epoch milliseconds. */
export type SeenVersion = { version: number; updatedAt: number };

/**
 * Saves a card's draft; where it has none, the next version becomes it. Answers whether it was saved: not when there is no
 * such card, no room for another version, or when the newest version is no longer the one that was `seen`. What is the draft
 * already may be saved once more, so that a form sent twice does no harm.
 */
export async function saveDraft(
  db: Database,
  siteId: string,
  scorecardId: string,
  content: ScorecardContent,
  event: AuditEvent,
  seen: SeenVersion | null = null,
): Promise<boolean> {
  const client = db.$client;
  const values = [siteId, scorecardId, JSON.stringify(content), event.atMs] as const;
  const lastSeen = [seen?.version ?? null, seen?.updatedAt ?? null] as const;
  const open = client
    .prepare(
      `INSERT INTO scorecard_version
         (site_id, scorecard_id, version, state, content, copied_from, created_at, created_by, updated_at)
       SELECT site_id, scorecard_id, max(version) + 1, '${MOVES.save.to}', ?3,
              scorecard_id || '/' || max(version), ?4, ?5, ?4
       FROM scorecard_version WHERE site_id = ?1 AND scorecard_id = ?2
       GROUP BY site_id, scorecard_id
       HAVING sum(state = 'draft') = 0 AND ${HAS_ROOM}
         AND (?6 IS NULL OR (max(version) = ?6 AND sum(version = ?6 AND updated_at = ?7) = 1))`,
    )
    .bind(...values, event.actor, ...lastSeen);
  const save = client
    .prepare(
      `UPDATE scorecard_version SET content = ?3, updated_at = ?4
       WHERE site_id = ?1 AND scorecard_id = ?2 AND state IN (${sqlStates(MOVES.save.from)})
         AND (?5 IS NULL OR (version = ?5 AND updated_at = ?6) OR content = ?3)
       RETURNING version`,
    )
    .bind(...values, ...lastSeen);
  return changeWithAudit(db, siteId, [open, save], event);
}

/** Publishes a draft; false when this version is none, or was saved again after it was seen at `seenAt` (epoch milliseconds). */
export async function publishVersion(
  db: Database,
  siteId: string,
  scorecardId: string,
  version: number,
  event: AuditEvent,
  seenAt: number | null = null,
): Promise<boolean> {
  const publish = db.$client
    .prepare(
      `UPDATE scorecard_version SET state = '${MOVES.publish.to}', published_at = ?4, published_by = ?5, updated_at = ?4
       WHERE site_id = ?1 AND scorecard_id = ?2 AND version = ?3 AND state IN (${sqlStates(MOVES.publish.from)})
         AND updated_at = coalesce(?6, updated_at)
       RETURNING version`,
    )
    .bind(siteId, scorecardId, version, event.atMs, event.actor, seenAt);
  return changeWithAudit(db, siteId, [publish], event);
}

/** Retires a version; false when it is retired already, or calls are assigned to it. */
export async function retireVersion(
  db: Database,
  siteId: string,
  scorecardId: string,
  version: number,
  event: AuditEvent,
): Promise<boolean> {
  const retire = db.$client
    .prepare(
      `UPDATE scorecard_version SET state = '${MOVES.retire.to}', retired_at = ?4, retired_by = ?5, updated_at = ?4
       WHERE site_id = ?1 AND scorecard_id = ?2 AND version = ?3 AND state IN (${sqlStates(MOVES.retire.from)})
         AND NOT EXISTS (SELECT 1 FROM scorecard_assignment AS a
                         WHERE a.site_id = ?1 AND a.scorecard_id = ?2 AND a.version = ?3)
       RETURNING version`,
    )
    .bind(siteId, scorecardId, version, event.atMs, event.actor);
  return changeWithAudit(db, siteId, [retire], event);
}

const assignmentSchema = z.object({
  campaignId: z.string(),
  scorecardId: z.string(),
  version: z.number().nullable(),
  name: z.string().nullable(),
  minCallSec: z.number().nullable(),
  assignedAt: z.number(),
  assignedBy: z.string(),
});
/** `campaignId` is '' for the site's own; `version`, `name` and `minCallSec` are null for the default card. */
export type StoredAssignment = z.infer<typeof assignmentSchema>;

/** The site's assignment and those of its campaigns, by campaign. */
export async function listAssignments(db: Database, siteId: string): Promise<StoredAssignment[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT a.campaign_id AS campaignId, a.scorecard_id AS scorecardId, a.version, v.content->>'name' AS name,
              v.content->>'min_call_sec' AS minCallSec, a.assigned_at AS assignedAt, a.assigned_by AS assignedBy
       FROM scorecard_assignment AS a
       LEFT JOIN scorecard_version AS v
         ON v.site_id = a.site_id AND v.scorecard_id = a.scorecard_id AND v.version = a.version
       WHERE a.site_id = ?1 ORDER BY a.campaign_id`,
    )
    .bind(siteId)
    .all();
  return z.array(assignmentSchema).parse(results);
}

/** Campaigns that may have an assignment; more is a mistake, and would make ticks slow. */
export const MAX_ASSIGNMENTS = 200;

/** Assigns a published version, or with `version` null the default card. False when the version is not published. */
export async function assignVersion(
  db: Database,
  siteId: string,
  assignment: { campaignId: string; scorecardId: string; version: number | null },
  event: AuditEvent,
): Promise<boolean> {
  const { campaignId, scorecardId, version } = assignment;
  const assign = db.$client
    .prepare(
      `INSERT INTO scorecard_assignment (site_id, campaign_id, scorecard_id, version, assigned_at, assigned_by)
       SELECT ?1, ?2, ?3, ?4, ?5, ?6
       WHERE (?4 IS NULL OR EXISTS (SELECT 1 FROM scorecard_version
                                    WHERE site_id = ?1 AND scorecard_id = ?3 AND version = ?4 AND state = 'published'))
         AND (SELECT count(*) FROM scorecard_assignment WHERE site_id = ?1 AND campaign_id <> ?2) < ${MAX_ASSIGNMENTS}
       ON CONFLICT (site_id, campaign_id) DO UPDATE SET
         scorecard_id = excluded.scorecard_id, version = excluded.version,
         assigned_at = excluded.assigned_at, assigned_by = excluded.assigned_by
       RETURNING campaign_id`,
    )
    .bind(siteId, campaignId, scorecardId, version, event.atMs, event.actor);
  return changeWithAudit(db, siteId, [assign], event);
}

/** Takes an assignment away; false when there was none. */
export async function removeAssignment(
  db: Database,
  siteId: string,
  campaignId: string,
  event: AuditEvent,
): Promise<boolean> {
  const remove = db.$client
    .prepare(
      "DELETE FROM scorecard_assignment WHERE site_id = ?1 AND campaign_id = ?2 RETURNING campaign_id",
    )
    .bind(siteId, campaignId);
  return changeWithAudit(db, siteId, [remove], event);
}

/** Runs statements, and the audit log's with them; the last of them answers with rows when it changed something. */
async function changeWithAudit(
  db: Database,
  siteId: string,
  statements: readonly D1PreparedStatement[],
  event: AuditEvent,
): Promise<boolean> {
  const { sql, params } = auditInsertIfChanged(db, siteId, event).toSQL();
  const audit = db.$client.prepare(sql).bind(...params);
  const results = await db.$client.batch([...statements, audit]);
  return (results[statements.length - 1]?.results.length ?? 0) > 0;
}

/** How many of the latest scored calls each version judged, by `sales/2`, and of how many calls that is. */
export type RecentByCard = { calls: number; byVersion: ReadonlyMap<string, number> };

const RECENT_CALLS = 500;

/** Reads the latest RECENT_CALLS scored calls, however many there are. */
export async function countRecentByCard(db: Database, siteId: string): Promise<RecentByCard> {
  const { results } = await db.$client
    .prepare(
      `SELECT card, count(*) AS calls FROM (
         SELECT scorecard_id || '/' || scorecard_version AS card FROM score INDEXED BY score_by_date
         WHERE site_id = ?1 AND is_current = 1 ORDER BY local_date DESC LIMIT ${RECENT_CALLS})
       GROUP BY card`,
    )
    .bind(siteId)
    .all<{ card: string; calls: number }>();
  return {
    calls: results.reduce((sum, { calls }) => sum + calls, 0),
    byVersion: new Map(results.map(({ card, calls }) => [card, calls])),
  };
}
