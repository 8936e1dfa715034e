import type { Database } from "../../db/client.ts";
import type { Provider } from "../../providers/provider.ts";
import { CLOSURES, MINUTE_CLOSURE, type Closure } from "./provider-closures.ts";
import { minuteKey, type QuotaWindows } from "./quota-windows.ts";

/*
 * Quota rows are kept per provider and model: one for each minute and day in use, and one `closed:<failure kind>` for
 * each reason for which the provider is left alone until `closed_until` (edge/scoring/quota/provider-closures.ts). On a `closed:`
 * row `requests` counts how often in a row that happened.
 */

/** Why no request may be sent now. `wait`: the same provider again at `untilMs`; `unavailable`: use another until then. */
export type Refusal = { kind: "wait" | "unavailable"; untilMs: number; reason: string };

/** A request that may be sent. `probes`: the closures that it is to put to the test. */
export type Reservation = { kind: "reserved"; tokens: number; probes: string[] };

/** Longer than any request takes; nobody else is let through to a provider that is being probed. */
const PROBE_MS = 90_000;

const RESERVE = `
  WITH closure AS (
    SELECT window, closed_until FROM provider_quota
    WHERE provider = ?1 AND model = ?2 AND ${CLOSURES} AND closed_until IS NOT NULL
  )
  INSERT INTO provider_quota (provider, model, window, requests, tokens, updated_at)
  SELECT ?1, ?2, window, 1, ?4, ?5
  FROM (SELECT value->>'key' AS window FROM json_each(?3)
        UNION ALL SELECT window FROM closure WHERE window <> '${MINUTE_CLOSURE}')
  WHERE NOT EXISTS (SELECT 1 FROM closure WHERE closed_until > ?5)
    AND NOT EXISTS (
      SELECT 1 FROM json_each(?3) AS w
      JOIN provider_quota AS q ON q.provider = ?1 AND q.model = ?2 AND q.window = w.value->>'key'
      WHERE q.requests >= w.value->>'maxRequests' OR q.tokens + ?4 > w.value->>'maxTokens')
  ON CONFLICT (provider, model, window) DO UPDATE SET
    requests = requests + iif(closed_until IS NULL, 1, 0),
    tokens = tokens + iif(closed_until IS NULL, excluded.tokens, 0),
    closed_until = iif(closed_until IS NULL, NULL, ?5 + ${PROBE_MS}),
    updated_at = excluded.updated_at
  RETURNING window`;

/**
 * Reserves one request and its estimated tokens in the minute and the day, or says why not. All or nothing, in one
 * statement. Where a closure of the provider is over, the reservation is the probe, and closes the door behind it.
 */
export async function reserveQuota(
  db: Database,
  provider: Provider,
  windows: QuotaWindows,
  tokens: number,
  nowMs: number,
): Promise<Reservation | Refusal> {
  const { results } = await db.$client
    .prepare(RESERVE)
    .bind(
      provider.name,
      provider.model,
      JSON.stringify([windows.minute, windows.day]),
      tokens,
      nowMs,
    )
    .all<{ window: string }>();
  if (results.length === 0) return explainRefusal(db, provider, windows, tokens, nowMs);
  const probes = results.map((row) => row.window).filter((window) => window.startsWith("closed:"));
  return { kind: "reserved", tokens, probes };
}

async function explainRefusal(
  db: Database,
  provider: Provider,
  { minute, day }: QuotaWindows,
  tokens: number,
  nowMs: number,
): Promise<Refusal> {
  const { results } = await db.$client
    .prepare(
      `SELECT window, closed_until, requests >= ?5 OR tokens + ?7 > ?6 AS is_day_full FROM provider_quota
       WHERE provider = ?1 AND model = ?2 AND (window = ?4 OR (${CLOSURES} AND closed_until > ?3))
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
    if (row.window !== MINUTE_CLOSURE) return { kind: "unavailable", ...refusal };
    wait = { kind: "wait", ...refusal };
  }
  return wait;
}

/** What a request turned out to be. */
export type Settlement = {
  usedTokens: number;
  /** What the provider says was used of a window by now, by whomever; raises the count to it. */
  usedAtLeast: { minuteTokens: number; dayRequests: number };
  /** Leave the provider alone from now on; null when it works, which also ends the closures that were probed. */
  closure: Closure | null;
};

const SETTLE = `
  WITH change AS (
    SELECT value->>'window' AS window, value->>'tokens' AS tokens, value->>'minTokens' AS min_tokens,
           value->>'minRequests' AS min_requests, value->>'firstMs' AS first_ms, value->>'maxMs' AS max_ms,
           value->>'isProbe' AS is_probe
    FROM json_each(?3)
  )
  INSERT INTO provider_quota (provider, model, window, requests, tokens, closed_until, updated_at)
  SELECT ?1, ?2, window, 1, 0, ?4 + first_ms, ?4 FROM change WHERE true
  ON CONFLICT (provider, model, window) DO UPDATE SET
    (requests, tokens, closed_until) = (
      SELECT CASE WHEN change.tokens IS NOT NULL THEN max(provider_quota.requests, min_requests)
                  WHEN first_ms IS NULL THEN 0
                  ELSE provider_quota.requests + (is_probe OR coalesce(provider_quota.closed_until, 0) <= ?4) END,
             iif(change.tokens IS NULL, 0, max(provider_quota.tokens + change.tokens, min_tokens, 0)),
             -- twice as long each time in a row; requests that fail beside each other are one failure
             iif(is_probe OR coalesce(provider_quota.closed_until, 0) <= ?4,
                 ?4 + min(max_ms, first_ms << min(provider_quota.requests, 10)),
                 max(provider_quota.closed_until, ?4 + first_ms))
      FROM change WHERE change.window = provider_quota.window),
    updated_at = excluded.updated_at
  RETURNING window, closed_until`;

/**
 * Replaces a reservation's estimate by what the request took, and opens or closes the provider, in one statement. Answers
 * with the time until which the provider is closed; null when it is not.
 */
export async function settleQuota(
  db: Database,
  provider: Provider,
  { minute, day }: QuotaWindows,
  reservation: Reservation,
  settlement: Settlement,
  nowMs: number,
): Promise<number | null> {
  const { usedAtLeast, closure } = settlement;
  const tokens = settlement.usedTokens - reservation.tokens;
  const count = { tokens, minTokens: 0, minRequests: 0 };
  const closed = closure === null ? null : `closed:${closure.kind}`;
  const changes = [
    { ...count, window: minute.key, minTokens: usedAtLeast.minuteTokens },
    { ...count, window: day.key, minRequests: usedAtLeast.dayRequests },
    // a probe that failed says nothing of the other reasons, whose time is over
    ...reservation.probes.filter((window) => window !== closed).map((window) => ({ window })),
    ...(closure === null
      ? []
      : [
          {
            ...closure,
            window: closed,
            isProbe: reservation.probes.includes(`closed:${closure.kind}`),
          },
        ]),
  ];
  const { results } = await db.$client
    .prepare(SETTLE)
    .bind(provider.name, provider.model, JSON.stringify(changes), nowMs)
    .all<{ window: string; closed_until: number | null }>();
  return results.find(({ window }) => window === closed)?.closed_until ?? null;
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
