import type { DatabaseSync } from "node:sqlite";

/**
 * Columns that only the product fills, from lists of its own, with digests, dates and ids: whoever else wants to write there must
 * be refused before. By name, or by table and name. Every other column of text takes hostile text.
 */
const KEPT = wordsOf(`
  id site_id person_id task_id round_id run_id message_id review_id scorecard_id criterion_id reviewer_id
  answer_review_id expert_id coach_id tracker_id opened_by decided_by claimed_by calibration_round.created_by
  coaching_task.created_by delivery.recipient state agent_state kind scope role cause span via rule place
  window limit_name key mark lease_token secret_hash content_hash object_key sha256 secret query local_date
  scores_kept_from scores_removed_to first_date due_date period digest_through week_through week_cursor sampled_through time_zone language
  numbers_shown_to audio_upload copied_from before_scorecard topics marks before_marks states histogram
  flagged_histogram review_item.reasons redactions redacted_spans left_out silenced backlog removed
  call_audio.reason review.auto_fails review.verdict calibration_mark.auto_fails alert_cursor.name setting.value
  setting.created_by site.audio_url saved_filter.list score.excerpt site_alerts.settings scorecard_run.scorecard
`);

/** Names in stored JSON whose values are the product's own words. */
export const KEPT_IN_JSON: ReadonlySet<string> = wordsOf(`
  id mark was given speaker kind tone type state outcome sent_at started_at finished_at since site_id href verdict
  criterion
`);

/** Text that is stored but empty in the sample, and may be filled in every row. */
const FILLED = [
  "UPDATE site SET initial_prompt = '', vicidial_url = 'https://dialer.example/{recording_id}'",
  "UPDATE person SET email = id || '@nordwind.example'",
  "UPDATE coaching_task SET agent_note = '' WHERE state = 'done'",
  "UPDATE delivery SET last_error = '', external_id = ''",
  "UPDATE review SET flag_reason = ''",
];

/**
 * Rewrites every column of text that people, agents and models fill, by the SQL function that `functionFor` names for it, which
 * must be there; null leaves it. Answers with the columns that were to be rewritten and have no text in any row.
 */
export function rewriteText(
  database: DatabaseSync,
  functionFor: (table: string, column: string) => string | null,
): string[] {
  database.exec("PRAGMA foreign_keys = OFF");
  const triggers = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
  for (const sql of FILLED) database.exec(sql);
  const untouched: string[] = [];
  for (const [table, column] of textColumns(database)) {
    if (KEPT.has(column) || KEPT.has(`${table}.${column}`)) continue;
    const makes = functionFor(table, column);
    if (makes === null) continue;
    const { changes } = database
      .prepare(
        `UPDATE "${table}" SET "${column}" = ${makes}("${column}") WHERE "${column}" IS NOT NULL`,
      )
      .run();
    if (changes === 0) untouched.push(`${table}.${column}`);
  }
  for (const { sql } of triggers) database.exec(String(sql));
  return untouched;
}

function textColumns(database: DatabaseSync): [table: string, column: string][] {
  return database
    .prepare(
      `SELECT t.name AS "table", c.name AS "column" FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
       WHERE t.type = 'table' AND upper(c.type) = 'TEXT' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_cf%' ESCAPE '\\'
         AND t.name <> 'd1_migrations' ORDER BY 1, 2`,
    )
    .all()
    .map((row) => [String(row.table), String(row.column)]);
}

/** The text with the tail behind it; of JSON, every text in it. */
export function textOf(value: unknown, tail: string, kept = KEPT_IN_JSON): string {
  const text = String(value);
  if (!/^[[{]/.test(text)) return `${text}${tail}`;
  return JSON.stringify(withTail(JSON.parse(text), tail, kept));
}

export function withTail(value: unknown, tail: string, kept = KEPT_IN_JSON): unknown {
  if (typeof value === "string") return `${value}${tail}`;
  if (Array.isArray(value)) return value.map((one) => withTail(one, tail, kept));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      kept.has(name) ? one : withTail(one, tail, kept),
    ]),
  );
}

export function wordsOf(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}
