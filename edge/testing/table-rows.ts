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

const STATE_TABLES = [
  "call",
  "transcript",
  "scoring_job",
  "score",
  "daily_stat",
  "daily_criterion_stat",
  "agent_heartbeat",
];

/** Everything that calls have left in the database, to show that nothing changed. */
export async function wholeState(): Promise<unknown> {
  return Promise.all(
    STATE_TABLES.map(async (table) => [table, await rows(`SELECT * FROM ${table}`)]),
  );
}
