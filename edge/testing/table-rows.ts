import { env } from "cloudflare:workers";

/** Every row a query gives, for assertions. */
export async function rows(
  query: string,
  ...values: (string | number)[]
): Promise<Record<string, unknown>[]> {
  const { results } = await env.DB.prepare(query)
    .bind(...values)
    .all();
  return results;
}

/** Empties every table, children first: storage is kept between the tests of a file. */
export async function emptyDatabase(): Promise<void> {
  const tables = [
    ...STATE_TABLES,
    "calibration_decision",
    "calibration_mark",
    "calibration_rater",
    "calibration_call",
    "calibration_round",
    "provider_quota",
    "provider_limit",
    "setting",
    "scorecard_assignment",
    "scorecard_version",
    "scorecard_run_call",
    "scorecard_run",
    "access_token",
    "sign_in_link",
    "saved_filter",
    "tracker_day",
    "tracker",
    "session",
    "delivery",
    "message",
    "alert_state",
    "alert_channel",
    "site_alerts",
    "mail_opt_out",
    "person",
    "forgotten_call",
    "site",
    // while there is its site, an entry of the log cannot be deleted
    "audit_event",
    "transcript_view",
  ];
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)));
}

const STATE_TABLES = [
  "call_audio",
  "call",
  "transcript",
  "scoring_job",
  "score",
  "daily_stat",
  "team_stat",
  "daily_cost",
  "agent_heartbeat",
  "review",
  "review_item",
  "review_sampling",
  "score_acknowledgement",
  "dispute",
  "coaching_clip",
  "coaching_task",
  "notice",
];

/** Everything that calls have left in the database, to show that nothing changed. */
export async function wholeState(): Promise<Record<string, unknown[]>> {
  const tables = STATE_TABLES.map(
    async (table) => [table, await rows(`SELECT * FROM ${table}`)] as const,
  );
  return Object.fromEntries(await Promise.all(tables));
}

/** Every row of every table, as text: whatever was stored anywhere is in it. */
export async function everythingStored(): Promise<string> {
  const tables = await rows(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
  );
  const stored = tables.map(async ({ name }) => [
    name,
    await rows(`SELECT * FROM "${String(name)}"`),
  ]);
  return JSON.stringify(await Promise.all(stored));
}
