import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** Every recording that the bench itself sends begins with it, and sorts after those filled in. */
export const SENT_PREFIX = "sent-";

/** Rows that writing changes, and that are few. */
const CHANGED: readonly [table: string, condition: string][] = [
  ["daily_stat", "local_date IN ('', (SELECT max(local_date) FROM call))"],
  ["team_stat", "first_date > date((SELECT max(local_date) FROM call), '-7 days')"],
  ["daily_cost", "true"],
  ["provider_quota", "true"],
  ["provider_limit", "true"],
  ["setting", "true"],
  // What runs out is forgotten by the cron of the days after.
  ["session", "true"],
  ["review_sampling", "true"],
  [
    "review_item",
    'local_date IN (SELECT date(max(local_date), days.value) FROM call, json_each(\'["-1 days", "-47 days"]\') AS days GROUP BY days.value)',
  ],
  ["tracker", "true"],
  ["tracker_day", "local_date = (SELECT max(local_date) FROM call)"],
];
const ADDED = ["review_item", "scoring_job", "score", "transcript", "call"];

/**
 * Looks at what writing will change, and answers how to take it back, so that the same database serves the next run.
 * Nothing else may have the database open, now or then.
 */
export function rememberBeforeWrites(sqlite: DatabaseSync): (sqlite: DatabaseSync) => void {
  const before = CHANGED.map(([table, condition]) => ({
    table,
    condition,
    rows: sqlite.prepare(`SELECT * FROM ${table} WHERE ${condition}`).all(),
  }));
  // Trackers and samples are measured by themselves.
  sqlite.exec("UPDATE tracker SET counted_to = 1000000000000");
  sqlite.exec("UPDATE review_sampling SET sampled_through = '9999-12-31'");
  const place = sqlite.prepare("SELECT texts_removed_to FROM site").get()?.["texts_removed_to"];
  // The bench removes only the texts that it sends.
  sqlite.exec("UPDATE site SET texts_removed_to = (SELECT max(rowid) FROM transcript)");
  return (sqlite) => {
    sqlite.exec("BEGIN");
    for (const table of ADDED) {
      sqlite.prepare(`DELETE FROM ${table} WHERE recording_id >= ?`).run(SENT_PREFIX);
    }
    for (const { table, condition, rows } of before) {
      sqlite.exec(`DELETE FROM ${table} WHERE ${condition}`);
      for (const row of rows) insertRow(sqlite, table, row);
    }
    sqlite.prepare("UPDATE site SET texts_removed_to = ?").run(place ?? 0);
    sqlite.exec("COMMIT");
  };
}

function insertRow(sqlite: DatabaseSync, table: string, row: Record<string, SQLInputValue>): void {
  const columns = Object.keys(row);
  sqlite
    .prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    )
    .run(...Object.values(row));
}
