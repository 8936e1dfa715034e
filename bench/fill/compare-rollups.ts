import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";

import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";

const MIGRATIONS = join(import.meta.dirname, "..", "..", "migrations");
const JSON_COLUMNS = new Set(["marks", "histogram", "flagged_histogram", "states", "agents"]);

/**
 * Counts the rollups of whole weeks by the product's own SQL, in a database of their own, and compares: what differs, a line
 * each. `weeks` are Mondays. Null counts each site wholly, the row of all time too.
 */
export function compareRollups(
  filled: DatabaseSync,
  path: string,
  weeks: string[] | null,
): string[] {
  const recounted = migratedDatabase();
  try {
    recounted.prepare("ATTACH ? AS filled").run(path);
    for (const table of ["site", "person"]) {
      recounted.exec(`INSERT INTO ${table} SELECT * FROM filled.${table}`);
    }
    const chosen =
      weeks === null
        ? ""
        : `WHERE local_date IN (
             SELECT date(monday.value, '+' || day.value || ' days')
             FROM json_each('${JSON.stringify(weeks)}') AS monday, json_each('[0,1,2,3,4,5,6]') AS day)`;
    for (const table of ["call", "score", "review"]) {
      recounted.exec(`INSERT INTO ${table} SELECT * FROM filled.${table} ${chosen}`);
    }
    for (const { id } of recounted.prepare("SELECT id FROM site").all()) {
      for (const sql of RECOUNT_ROLLUPS) recounted.prepare(sql).run(id ?? "");
    }
    const lines = [
      ...differences(filled, recounted, "daily_stat", ["agent_user", "campaign_id", "local_date"]),
      ...differences(filled, recounted, "team_stat", ["span", "first_date"]),
    ];
    if (weeks === null) return [...lines, ...surplus(filled, recounted)];
    return lines.filter((line) => !line.startsWith('daily_stat ["","",""]'));
  } finally {
    recounted.close();
  }
}

function migratedDatabase(): DatabaseSync {
  const sqlite = new DatabaseSync(":memory:");
  for (const file of readdirSync(MIGRATIONS).toSorted()) {
    if (file.endsWith(".sql")) sqlite.exec(readFileSync(join(MIGRATIONS, file), "utf8"));
  }
  return sqlite;
}

/** Rows that are there and were not counted. */
function surplus(filled: DatabaseSync, recounted: DatabaseSync): string[] {
  return ["daily_stat", "team_stat"].flatMap((table) => {
    const [stored, counted] = [filled, recounted].map(
      (sqlite) => sqlite.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"],
    );
    return stored === counted ? [] : [`${table} has ${stored} rows, not ${counted}`];
  });
}

/** Every row that was counted anew has to be there as it is. */
function differences(
  filled: DatabaseSync,
  recounted: DatabaseSync,
  table: string,
  keys: readonly string[],
): string[] {
  const stored = filled.prepare(
    `SELECT * FROM ${table} WHERE site_id = ? AND ${keys.map((key) => `${key} = ?`).join(" AND ")}`,
  );
  const lines: string[] = [];
  let compared = 0;
  for (const row of recounted.prepare(`SELECT * FROM ${table}`).iterate()) {
    compared += 1;
    const key = keys.map((name) => String(row[name]));
    const own = stored.get(row["site_id"] ?? "", ...key);
    const name = `${table} ${JSON.stringify(key)}`;
    if (own === undefined) lines.push(`${name} is missing`);
    else if (!isDeepStrictEqual(comparable(own), comparable(row))) {
      lines.push(
        `${name} is ${JSON.stringify(comparable(own))}, not ${JSON.stringify(comparable(row))}`,
      );
    }
  }
  if (compared === 0) lines.push(`${table}: there was nothing to compare`);
  return lines;
}

/** A row without its revision; JSON parsed, sums of money to the millionth. */
function comparable(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => column !== "revision")
      .map(([column, value]): [string, unknown] => {
        if (JSON_COLUMNS.has(column)) return [column, JSON.parse(String(value))];
        return [column, column === "cost_usd" ? Math.round(Number(value) * 1e6) / 1e6 : value];
      }),
  );
}
