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

/** Adds a version; answers with its number. */
export async function addSetting(
  db: Database,
  key: string,
  value: unknown,
  by: { who: string; nowMs: number },
): Promise<number> {
  const row = await db.$client
    .prepare(
      `INSERT INTO setting (key, version, value, created_at, created_by)
       SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4 FROM setting WHERE key = ?1
       RETURNING version`,
    )
    .bind(key, JSON.stringify(value), by.nowMs, by.who)
    .first<{ version: number }>();
  if (row === null) throw new Error("a setting was not stored");
  return row.version;
}
