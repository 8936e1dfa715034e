import * as z from "zod";

import { REVIEW_PRIORITY } from "#shared/contracts/reviews.ts";
import { addDays } from "#shared/time/site-time.ts";

import type { Database } from "../db/client.ts";

/** What nobody reviewed in so many days leaves the queue: it would only hide what is new. */
export const EXPIRES_AFTER_DAYS = 45;
/** A dispute waits until it is answered. */
const PRIORITIES_THAT_EXPIRE = Object.values(REVIEW_PRIORITY).filter(
  (priority) => priority !== REVIEW_PRIORITY.disputed,
);
/** How far back an agent's spread is looked at. */
const SPREAD_DAYS = 30;

export type SampledSite = { siteId: string; timeZone: string; sampledThrough: string | null };
export type ScoredCall = { recordingId: string; agentUser: string; total: number };
export type Spread = { calls: number; mean: number; deviation: number };

/** How far each site's calls have been sampled: two rows a site. */
export async function readSampledSites(db: Database): Promise<SampledSite[]> {
  const { results } = await db.$client
    .prepare(
      `SELECT site.id AS siteId, site.time_zone AS timeZone, s.sampled_through AS sampledThrough
       FROM site LEFT JOIN review_sampling AS s ON s.site_id = site.id
       ORDER BY s.sampled_through, site.id`,
    )
    .all<SampledSite>();
  return results;
}

const spreadRowSchema = z.object({
  agentUser: z.string(),
  calls: z.number(),
  mean: z.number(),
  meanOfSquares: z.number(),
});

/**
 * A day's scored calls of agents, and how the totals of each agent who has some were spread in the 30 days up to it. Begins at
 * the agents, because without one the key of daily_stat leads to every day that there ever was.
 */
export async function readDayForSampling(
  db: Database,
  siteId: string,
  date: string,
): Promise<{ calls: ScoredCall[]; spreads: Map<string, Spread> }> {
  const client = db.$client;
  const [calls, spreads] = await client.batch([
    client
      .prepare(
        `SELECT recording_id AS recordingId, agent_user AS agentUser, total FROM score
         WHERE site_id = ?1 AND local_date = ?2 AND is_current = 1 AND agent_user IS NOT NULL AND total IS NOT NULL`,
      )
      .bind(siteId, date),
    client
      .prepare(
        `SELECT day.agent_user AS agentUser, sum(bar.value) AS calls,
                sum(bar.value * CAST(bar.key AS REAL)) / sum(bar.value) AS mean,
                sum(bar.value * CAST(bar.key AS REAL) * CAST(bar.key AS REAL)) / sum(bar.value) AS meanOfSquares
         FROM (SELECT key AS agent_user
               FROM json_each((SELECT agents FROM team_stat WHERE site_id = ?1 AND span = 'day' AND first_date = ?3))) AS seen
         CROSS JOIN daily_stat AS day
           ON day.site_id = ?1 AND day.agent_user = seen.agent_user AND day.campaign_id = '' AND day.local_date BETWEEN ?2 AND ?3
         JOIN json_each(day.histogram) AS bar ON bar.key <> 'none'
         GROUP BY 1`,
      )
      .bind(siteId, addDays(date, 1 - SPREAD_DAYS), date),
  ]);
  const callSchema = z.object({
    recordingId: z.string(),
    agentUser: z.string(),
    total: z.number(),
  });
  return {
    calls: z.array(callSchema).parse(calls?.results ?? []),
    spreads: new Map(
      z
        .array(spreadRowSchema)
        .parse(spreads?.results ?? [])
        .map(({ agentUser, calls: n, mean, meanOfSquares }) => [
          agentUser,
          { calls: n, mean, deviation: Math.sqrt(Math.max(0, meanOfSquares - mean * mean)) },
        ]),
    ),
  };
}

/** A call that was looked at before does not come back for these reasons. */
const PUT_UP = `
  INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
  SELECT s.site_id, s.recording_id, 'open', json_object(?3, ?5), ?4, s.agent_user, s.campaign_id, s.local_date, s.total, ?5
  FROM json_each(?2) AS wanted
  CROSS JOIN score AS s ON s.site_id = ?1 AND s.recording_id = wanted.value AND s.is_current = 1
  WHERE true
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    reasons = json_patch(excluded.reasons, review_item.reasons),
    priority = max(review_item.priority, excluded.priority)
  WHERE review_item.state = 'open'`;

/** Puts calls up, lets go of what has waited too long, and remembers the date, in one batch. Answers how many were put up. */
export async function putUpForReview(
  db: Database,
  { siteId, sampledThrough }: SampledSite,
  date: string,
  { outlier, sample, nowMs }: { outlier: string[]; sample: string[]; nowMs: number },
): Promise<number> {
  const client = db.$client;
  const put = client.prepare(PUT_UP);
  const results = await client.batch([
    put.bind(siteId, JSON.stringify(outlier), "outlier", REVIEW_PRIORITY.outlier, nowMs),
    put.bind(siteId, JSON.stringify(sample), "sample", REVIEW_PRIORITY.sample, nowMs),
    client
      .prepare(
        // By its key SQLite would look at everything that was ever put up, and without the priorities at all that is open.
        `UPDATE review_item INDEXED BY review_item_open SET state = 'expired'
         WHERE site_id = ?1 AND state = 'open' AND priority IN (${PRIORITIES_THAT_EXPIRE.join(", ")}) AND local_date < ?2
           AND reasons ->> 'disputed' IS NULL`,
      )
      .bind(siteId, addDays(date, -EXPIRES_AFTER_DAYS)),
    client
      .prepare(
        `INSERT INTO review_sampling (site_id, sampled_through) VALUES (?1, ?2)
         ON CONFLICT (site_id) DO UPDATE SET sampled_through = excluded.sampled_through
         WHERE sampled_through IS ?3`,
      )
      .bind(siteId, date, sampledThrough),
  ]);
  return (results[0]?.meta.changes ?? 0) + (results[1]?.meta.changes ?? 0);
}
