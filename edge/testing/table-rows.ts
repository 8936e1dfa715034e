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
    "audit_event",
    "site",
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
