import type { Database } from "../db/client.ts";
import type { FailureKind, Provider } from "../providers/provider.ts";
import { minuteKey, type quotaWindows } from "./quota-windows.ts";

/*
 * Quota rows are kept per provider and model: one for each minute and day in use, and one `closed:<failure kind>` for
 * each reason for which the provider is left alone until `closed_until`. On a `closed:` row `requests` counts how often
 * in a row that happened.
 */

type Windows = ReturnType<typeof quotaWindows>;

/** Why no request may be sent now. `wait`: the same provider again at `untilMs`; `unavailable`: use another until then. */
export type Refusal = { kind: "wait" | "unavailable"; untilMs: number; reason: string };

const RESERVE = `
  INSERT INTO provider_quota (provider, model, window, requests, tokens, updated_at)
  SELECT ?1, ?2, value->>'key', 1, ?4, ?5 FROM json_each(?3)
  WHERE NOT EXISTS (
      SELECT 1 FROM provider_quota AS q
      WHERE q.provider = ?1 AND q.model = ?2 AND q.window >= 'closed:' AND q.window < 'closed;'
        AND q.closed_until > ?5)
    AND NOT EXISTS (
      SELECT 1 FROM json_each(?3) AS w
      JOIN provider_quota AS q ON q.provider = ?1 AND q.model = ?2 AND q.window = w.value->>'key'
      WHERE q.requests >= w.value->>'maxRequests' OR q.tokens + ?4 > w.value->>'maxTokens')
  ON CONFLICT (provider, model, window) DO UPDATE SET
    requests = requests + 1, tokens = tokens + excluded.tokens, updated_at = excluded.updated_at
  RETURNING window`;

/** Reserves one request and its estimated tokens in the minute and the day, or says why not. All or nothing. */
export async function reserveQuota(
  db: Database,
  provider: Provider,
  windows: Windows,
  tokens: number,
  nowMs: number,
): Promise<Refusal | null> {
  const { results } = await db.$client
    .prepare(RESERVE)
    .bind(
      provider.name,
      provider.model,
      JSON.stringify([windows.minute, windows.day]),
      tokens,
      nowMs,
    )
    .all();
  return results.length > 0 ? null : explainRefusal(db, provider, windows, tokens, nowMs);
}

async function explainRefusal(
  db: Database,
  provider: Provider,
  { minute, day }: Windows,
  tokens: number,
  nowMs: number,
): Promise<Refusal> {
  const { results } = await db.$client
    .prepare(
      `SELECT window, closed_until, requests >= ?5 OR tokens + ?7 > ?6 AS is_day_full FROM provider_quota
       WHERE provider = ?1 AND model = ?2
         AND (window = ?4 OR (window >= 'closed:' AND window < 'closed;' AND closed_until > ?3))
       ORDER BY closed_until DESC`,
    )
    .bind(provider.name, provider.model, nowMs, day.key, day.maxRequests, day.maxTokens, tokens)
    .all<{ window: string; closed_until: number | null; is_day_full: number | null }>();
  let wait: Refusal = {
    kind: "wait",
    untilMs: minute.endsAtMs,
    reason: `${provider.name}: this minute's quota is used`,
  };
  for (const row of results) {
    if (row.window === day.key) {
      if (row.is_day_full !== 1) continue;
      return {
        kind: "unavailable",
        untilMs: day.endsAtMs,
        reason: `${provider.name}: the day's quota is used`,
      };
    }
    const refusal = {
      untilMs: row.closed_until ?? nowMs,
      reason: `${provider.name}: left alone after ${row.window.replace("closed:", "")}`,
    };
    if (row.window !== "closed:minute_limit") return { kind: "unavailable", ...refusal };
    wait = { kind: "wait", ...refusal };
  }
  return wait;
}

/** Replaces the estimate of a reservation by what the request really took. */
export async function settleQuota(
  db: Database,
  provider: Provider,
  windows: Windows,
  tokens: { reserved: number; used: number },
): Promise<void> {
  if (tokens.used === tokens.reserved) return;
  await db.$client
    .prepare(
      `UPDATE provider_quota SET tokens = max(0, tokens + ?5)
       WHERE provider = ?1 AND model = ?2 AND window IN (?3, ?4)`,
    )
    .bind(
      provider.name,
      provider.model,
      windows.minute.key,
      windows.day.key,
      tokens.used - tokens.reserved,
    )
    .run();
}

/** How long a provider is left alone: `firstMs`, doubled each time it happens again within an hour, up to `maxMs`. */
export type Closure = { kind: FailureKind; firstMs: number; maxMs: number };

/** Leaves a provider alone for a while; answers until when. */
export async function closeProvider(
  db: Database,
  provider: Provider,
  closure: Closure,
  nowMs: number,
): Promise<number> {
  const row = await db.$client
    .prepare(
      `INSERT INTO provider_quota (provider, model, window, requests, closed_until, updated_at)
       VALUES (?1, ?2, ?3, 1, ?6 + ?4, ?6)
       ON CONFLICT (provider, model, window) DO UPDATE SET
         requests = iif(updated_at > ?6 - 3600000, requests + 1, 1),
         closed_until = ?6 + min(?5, ?4 << min(iif(updated_at > ?6 - 3600000, requests, 0), 10)),
         updated_at = ?6
       RETURNING closed_until`,
    )
    .bind(
      provider.name,
      provider.model,
      `closed:${closure.kind}`,
      closure.firstMs,
      closure.maxMs,
      nowMs,
    )
    .first<{ closed_until: number }>();
  return row?.closed_until ?? nowMs + closure.firstMs;
}

/** Deletes the minute windows of an hour ago and older; days stay, as a record of use. */
export async function forgetOldMinutes(
  db: Database,
  providers: readonly Provider[],
  nowMs: number,
): Promise<void> {
  await db.$client
    .prepare(
      `DELETE FROM provider_quota
       WHERE (provider, model) IN (SELECT value->>'name', value->>'model' FROM json_each(?1))
         AND window >= 'minute:' AND window < ?2`,
    )
    .bind(
      JSON.stringify(providers.map(({ name, model }) => ({ name, model }))),
      minuteKey(nowMs - 3_600_000),
    )
    .run();
}
