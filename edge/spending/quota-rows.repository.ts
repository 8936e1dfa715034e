import type { Database } from "../db/client.ts";
import { CLOSURES } from "../scoring/quota/provider-closures.ts";

export type QuotaRow = {
  provider: string;
  model: string;
  /** `minute:…`, `day:…` or `closed:…`. */
  window: string;
  requests: number;
  tokens: number;
  closedUntilMs: number | null;
};

/** The rows of some windows, and every closure, of each judge: at most some fifteen rows a judge are read. */
export async function readQuotaRows(
  db: Database,
  judges: readonly { provider: string; model: string; windows: readonly string[] }[],
): Promise<QuotaRow[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT q.provider, q.model, q.window, q.requests, q.tokens, q.closed_until
       FROM json_each(?1) AS judge
       JOIN provider_quota AS q ON q.provider = judge.value->>'provider' AND q.model = judge.value->>'model'
         AND q.window IN (judge.value->>'$.windows[0]', judge.value->>'$.windows[1]')
       UNION ALL
       SELECT q.provider, q.model, q.window, q.requests, q.tokens, q.closed_until
       FROM json_each(?1) AS judge
       JOIN provider_quota AS q ON q.provider = judge.value->>'provider' AND q.model = judge.value->>'model'
         AND ${CLOSURES}`,
    )
    .bind(JSON.stringify(judges))
    .all<Omit<QuotaRow, "closedUntilMs"> & { closed_until: number | null }>();
  return results.map(({ closed_until: closedUntilMs, ...row }) => ({ ...row, closedUntilMs }));
}
