import { auditInsertIfChanged, type AuditEvent } from "../audit/audit.repository.ts";
import type { Database } from "../db/client.ts";

/*
 * Settings of the whole Worker, in `setting`: a key, and versions of a JSON value. Rows are only ever added, so what held
 * before a bad change is still there.
 */

export type SettingVersion = {
  version: number;
  /** JSON text. */
  value: string;
  createdAtMs: number;
  createdBy: string;
};

/** How many versions are looked through for one that can still be read. */
const VERSIONS_READ = 5;

/** The statement that reads the newest versions of a setting, to be run with others in one round trip. */
export function settingVersionsStatement(client: D1Database, key: string): D1PreparedStatement {
  return client
    .prepare(
      `SELECT version, value, created_at, created_by FROM setting
       WHERE key = ?1 ORDER BY version DESC LIMIT ${VERSIONS_READ}`,
    )
    .bind(key);
}

/** What that statement answers. */
export type SettingRow = { version: number; value: string; created_at: number; created_by: string };

export function settingVersion(row: SettingRow): SettingVersion {
  return {
    version: row.version,
    value: row.value,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
  };
}

/** The newest versions of a setting, newest first. */
export async function readSetting(db: Database, key: string): Promise<SettingVersion[]> {
  const { results } = await settingVersionsStatement(db.$client, key).all<SettingRow>();
  return results.map(settingVersion);
}

/** Where a change of a setting is written down, and the version that it may follow. */
export type SettingChange = {
  siteId: string;
  event: AuditEvent;
  /** The newest version when whoever changes it looked; 0 when there was none. */
  seenVersion: number;
};

/**
 * Adds a version, and with `change` its event to a site's audit log, in one batch. Answers with its number; null when
 * somebody added another after the one that was seen.
 */
export async function addSetting(
  db: Database,
  key: string,
  value: unknown,
  by: { who: string; nowMs: number },
  change: SettingChange | null = null,
): Promise<number | null> {
  const client = db.$client;
  const insert = client
    .prepare(
      `INSERT INTO setting (key, version, value, created_at, created_by)
       SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4 FROM setting WHERE key = ?1
       HAVING ?5 IS NULL OR coalesce(max(version), 0) = ?5
       RETURNING version`,
    )
    .bind(key, JSON.stringify(value), by.nowMs, by.who, change?.seenVersion ?? null);
  const statements = [insert];
  if (change !== null) {
    const { sql, params } = auditInsertIfChanged(db, change.siteId, change.event).toSQL();
    statements.push(client.prepare(sql).bind(...params));
  }
  const [added] = await client.batch<{ version: number }>(statements);
  return added?.results[0]?.version ?? null;
}
