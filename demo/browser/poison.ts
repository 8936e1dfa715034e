import type { DatabaseSync } from "node:sqlite";

/** How every hostile text ends, by which its end is found on a page. */
export const HOSTILE_END = "<script>hit=1</script>";
/** A letter of a script that runs from right to left, then everything after it turned around. */
export const HOSTILE_START = "\u05d0\u202e";
/** What text of people, agents and models becomes: a formula, markup, an address that is a script, and text turned around. */
export const HOSTILE = `=1+1${HOSTILE_START}"><img src=x onerror="hit=1"><a href="javascript:hit=1">javascript:hit=1${HOSTILE_END}`;
/** What comes behind ViciDial's own keys, which are 64 characters at most and stay apart, and behind a heartbeat's few words. */
const KEY_TAIL = `${HOSTILE_START}">${HOSTILE_END}`;
/** A scorecard takes neither turned text nor pointed brackets, so that none is stored. */
const CARD_TAIL = ' "onmouseover="hit=1" javascript:hit=1';

/** Keys that a site's telephone system makes up. */
const KEYS = new Set(["agent_user", "campaign_id", "recording_id", "uniqueid"]);

/**
 * Columns that only the product fills, from lists of its own, with digests, dates and ids: whoever else wants to write there must
 * be refused before. By name, or by table and name. Every other column of text takes hostile text.
 */
const KEPT = wordsOf(`
  id site_id person_id task_id round_id run_id message_id review_id scorecard_id criterion_id reviewer_id
  answer_review_id expert_id coach_id tracker_id opened_by decided_by claimed_by calibration_round.created_by
  coaching_task.created_by delivery.recipient state agent_state kind scope role cause span via rule place
  window limit_name key mark lease_token secret_hash content_hash object_key sha256 secret query local_date
  first_date due_date period digest_through week_through week_cursor sampled_through time_zone language
  numbers_shown_to audio_upload copied_from before_scorecard topics marks before_marks states histogram
  flagged_histogram review_item.reasons redactions redacted_spans left_out silenced backlog removed
  call_audio.reason review.auto_fails review.verdict calibration_mark.auto_fails alert_cursor.name setting.value
  setting.created_by site.audio_url saved_filter.list score.excerpt site_alerts.settings scorecard_run.scorecard
`);

/** Names in stored JSON whose values are the product's own words. */
const KEPT_IN_JSON = wordsOf(`
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
 * Puts hostile text behind everything that people, agents and models have written into any table. Answers with the columns that
 * are to take some and have none, because no row has text there.
 */
export function poison(database: DatabaseSync): string[] {
  database.exec("PRAGMA foreign_keys = OFF");
  const triggers = database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
  for (const sql of FILLED) database.exec(sql);
  database.function("hostile", (value) => textOf(value, HOSTILE));
  database.function("hostile_key", (value) => (value === "" ? "" : `${String(value)}${KEY_TAIL}`));
  database.function("hostile_card", (value) => textOf(value, CARD_TAIL));
  database.function("hostile_brief", (value) => textOf(value, KEY_TAIL));
  database.function("hostile_team", (value) => teamOf(String(value)));
  const untouched: string[] = [];
  for (const [table, column] of textColumns(database)) {
    if (KEPT.has(column) || KEPT.has(`${table}.${column}`)) continue;
    const makes = KEYS.has(column) ? "hostile_key" : functionFor(table, column);
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

/** A key as it stands in an address or a query. */
export function poisonedKey(key: string): string {
  return `${key}${KEY_TAIL}`;
}

function functionFor(table: string, column: string): string {
  if (table === "team_stat") return "hostile_team";
  if (table === "agent_heartbeat") return "hostile_brief";
  const isCard = column === "content" || column === "scorecard";
  return isCard ? "hostile_card" : "hostile";
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
function textOf(value: unknown, tail: string): string {
  const text = String(value);
  if (!/^[[{]/.test(text)) return `${text}${tail}`;
  return JSON.stringify(withTail(JSON.parse(text), tail));
}

function withTail(value: unknown, tail: string): unknown {
  if (typeof value === "string") return `${value}${tail}`;
  if (Array.isArray(value)) return value.map((one) => withTail(one, tail));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      KEPT_IN_JSON.has(name) ? one : withTail(one, tail),
    ]),
  );
}

/** `{ agent: [name, …] }` and `{ agent: marks }` of team_stat. */
function teamOf(json: string): string {
  const team: unknown = JSON.parse(json);
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(team ?? {}).map(([agent, sums]) => [
        poisonedKey(agent),
        Array.isArray(sums) ? sums.map((one) => withTail(one, HOSTILE)) : sums,
      ]),
    ),
  );
}

function wordsOf(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}
