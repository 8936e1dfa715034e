import * as z from "zod";

import type { Database } from "../../db/client.ts";
import { LIMIT_NAMES } from "../../providers/provider.ts";
import type { LearnedLimit } from "./learned-limits.ts";

const rowSchema = z.object({
  provider: z.string(),
  model: z.string(),
  limit_name: z.enum(LIMIT_NAMES),
  value: z.number(),
  learned_at: z.number(),
});

/** The statement that reads everything learned: a handful of rows, to be run with others in one round trip. */
export function learnedLimitsStatement(client: D1Database): D1PreparedStatement {
  return client.prepare(
    "SELECT provider, model, limit_name, value, learned_at FROM provider_limit LIMIT 200",
  );
}

/** What that statement answers; a row that cannot be read is passed over. */
export function learnedLimits(rows: readonly unknown[]): LearnedLimit[] {
  return rows.flatMap((row) => {
    const parsed = rowSchema.safeParse(row);
    if (!parsed.success) return [];
    const { provider, model, limit_name: limitName, value, learned_at: learnedAtMs } = parsed.data;
    return [{ provider, model, limitName, value, learnedAtMs }];
  });
}

/** Keeps what a tick learned. */
export async function storeLearnedLimits(
  db: Database,
  limits: readonly LearnedLimit[],
): Promise<void> {
  await db.$client
    .prepare(
      `INSERT INTO provider_limit (provider, model, limit_name, value, learned_at)
       SELECT value->>'provider', value->>'model', value->>'limitName', value->>'value', value->>'learnedAtMs'
       FROM json_each(?1) WHERE true
       ON CONFLICT (provider, model, limit_name) DO UPDATE SET value = excluded.value, learned_at = excluded.learned_at`,
    )
    .bind(JSON.stringify(limits))
    .run();
}
