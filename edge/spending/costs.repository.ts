import { and, asc, between, eq, sql } from "drizzle-orm";

import type { Database } from "../db/client.ts";
import { dailyCost } from "../db/schema.ts";
import type { Period } from "../qa-api/period.ts";

/** The costs of a period, oldest first: a row per day and judge is read. */
export function readDailyCosts(db: Database, siteId: string, period: Period) {
  return db
    .select({
      localDate: dailyCost.localDate,
      provider: dailyCost.provider,
      model: dailyCost.model,
      calls: dailyCost.calls,
      inputTokens: dailyCost.inputTokens,
      outputTokens: dailyCost.outputTokens,
      costUsd: dailyCost.costUsd,
    })
    .from(dailyCost)
    .where(and(eq(dailyCost.siteId, siteId), between(dailyCost.localDate, period.from, period.to)))
    .orderBy(asc(dailyCost.localDate), asc(dailyCost.provider), asc(dailyCost.model));
}

/** The first day on which a site spent anything; null when it never did. */
export async function readFirstCostDate(db: Database, siteId: string): Promise<string | null> {
  const [row] = await db
    .select({ localDate: sql<string | null>`min(${dailyCost.localDate})` })
    .from(dailyCost)
    .where(eq(dailyCost.siteId, siteId));
  return row?.localDate ?? null;
}
