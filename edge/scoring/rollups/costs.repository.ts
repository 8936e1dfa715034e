import type { Database } from "../../db/client.ts";
import type { Spent } from "../judging/spent.ts";
import { LEASE_HOLDS, type LeasedJob } from "./rollups.repository.ts";

/** What was spent on a job, and on which day of the site's calendar. */
export type Spending = { localDate: string; spent: Spent };

/**
 * The statement that adds to daily_cost; null when nothing was spent. Money is spent whether the lease still holds or not,
 * but a call counts for the judge `scoredBy` only while it does.
 */
export function costStatement(
  client: D1Database,
  job: LeasedJob,
  { localDate, spent }: Spending,
  scoredBy: { name: string; model: string } | null = null,
): D1PreparedStatement | null {
  const isScorer = ({ provider, model }: { provider: string; model: string }) =>
    provider === scoredBy?.name && model === scoredBy.model;
  // whose opinion was waiting for a second one was paid when it was given
  const paidBefore =
    scoredBy === null || spent.some(isScorer)
      ? []
      : [
          {
            provider: scoredBy.name,
            model: scoredBy.model,
            inputTokens: 0,
            outputTokens: 0,
            costUsd: 0,
          },
        ];
  const judges = [...spent, ...paidBefore].map((judge) => ({
    ...judge,
    gaveScore: isScorer(judge) ? 1 : 0,
  }));
  if (judges.length === 0) return null;
  return client
    .prepare(
      `INSERT INTO daily_cost (site_id, local_date, provider, model, calls, input_tokens, output_tokens, cost_usd)
       SELECT ?1, ?5, value->>'provider', value->>'model', value->>'gaveScore' AND ${LEASE_HOLDS},
              value->>'inputTokens', value->>'outputTokens', value->>'costUsd'
       FROM json_each(?6) WHERE true
       ON CONFLICT (site_id, local_date, provider, model) DO UPDATE SET
         calls = calls + excluded.calls,
         input_tokens = input_tokens + excluded.input_tokens,
         output_tokens = output_tokens + excluded.output_tokens,
         cost_usd = cost_usd + excluded.cost_usd`,
    )
    .bind(
      job.siteId,
      job.recordingId,
      job.transcriptVersion,
      job.leaseToken,
      localDate,
      JSON.stringify(judges),
    );
}

/** Keeps what was spent on a job that goes on later. */
export async function keepCosts(db: Database, job: LeasedJob, spending: Spending): Promise<void> {
  await costStatement(db.$client, job, spending)?.run();
}
