import { totalKey, REBUILD_TEAM_STAT, stateKey } from "./derived-rollups.ts";

const KEY = "level_agent, level_campaign, level_date";

/** Of the days before this there are no scores to count, or not all: what was counted of them stays. */
const KEPT_FROM = "(SELECT scores_kept_from FROM site WHERE id = ?1)";

const RECOUNT_DAILY_STAT = `
  WITH placed AS (
    SELECT c.recording_id, c.is_sample, ${stateKey("c.agent_state", "c.state_reason")} AS state_key,
           iif(level.value = 'agent', c.agent_user, '') AS level_agent,
           iif(level.value = 'campaign', c.campaign_id, '') AS level_campaign,
           c.local_date AS level_date
    FROM call AS c
    JOIN json_each('["site", "agent", "campaign"]') AS level
      ON level.value = 'site'
      OR (level.value = 'agent' AND c.agent_user IS NOT NULL)
      OR (level.value = 'campaign' AND c.campaign_id IS NOT NULL)
    WHERE c.site_id = ?1 AND c.local_date >= ${KEPT_FROM}
  ), scored AS (
    SELECT ${KEY}, s.*
    FROM placed JOIN score AS s ON s.site_id = ?1 AND s.recording_id = placed.recording_id
  ), calls AS (
    SELECT ${KEY}, count(*) AS total_calls, sum(is_sample) AS sample_calls FROM placed GROUP BY 1, 2, 3
  ), scores AS (
    SELECT ${KEY}, count(total) AS scored_calls, sum(flagged) AS flagged_calls,
           round(coalesce(sum(total), 0), 1) AS sum_total,
           round(coalesce(sum(total * total), 0), 2) AS sum_squares, min(total) AS min_total, max(total) AS max_total,
           max(created_at) AS last_scored_at
    FROM scored WHERE is_current = 1 GROUP BY 1, 2, 3
  ), reviews AS (
    SELECT ${KEY}, count(*) AS reviewed_calls FROM placed
    WHERE EXISTS (SELECT 1 FROM review AS r WHERE r.site_id = ?1 AND r.recording_id = placed.recording_id)
    GROUP BY 1, 2, 3
  ), costs AS (
    SELECT ${KEY}, sum(cost_usd) AS cost_usd FROM scored GROUP BY 1, 2, 3
  ), marks AS (
    SELECT ${KEY}, json_group_object(id, json_array(given, summed)) AS marks
    FROM (SELECT ${KEY}, c.value->>'id' AS id, count(*) AS given, sum(CAST(c.value->>'mark' AS INTEGER)) AS summed
          FROM scored JOIN json_each(scored.criteria) AS c ON c.value->>'mark' <> 'NA'
          WHERE is_current = 1 GROUP BY 1, 2, 3, 4)
    GROUP BY 1, 2, 3
  ), bars AS (
    SELECT ${KEY}, json_group_object(total_key, scores) AS histogram,
           json_group_object(total_key, flagged_scores) FILTER (WHERE flagged_scores > 0) AS flagged_histogram
    FROM (SELECT ${KEY}, ${totalKey("total")} AS total_key, count(*) AS scores, sum(flagged) AS flagged_scores
          FROM scored WHERE is_current = 1 GROUP BY 1, 2, 3, 4)
    GROUP BY 1, 2, 3
  ), states AS (
    SELECT ${KEY}, json_group_object(state_key, calls) AS states
    FROM (SELECT ${KEY}, state_key, count(*) AS calls FROM placed
          WHERE level_agent = '' AND level_campaign = '' GROUP BY 1, 2, 3, 4)
    GROUP BY 1, 2, 3
  )
  INSERT INTO daily_stat (site_id, agent_user, campaign_id, local_date, total_calls, sample_calls, scored_calls,
                          flagged_calls, sum_total, sum_squares, min_total, max_total, cost_usd, marks, histogram,
                          flagged_histogram, states, reviewed_calls, last_scored_at)
  SELECT ?1, ${KEY}, total_calls, sample_calls, coalesce(scored_calls, 0), coalesce(flagged_calls, 0),
         coalesce(sum_total, 0), coalesce(sum_squares, 0), min_total, max_total,
         coalesce(cost_usd, 0), coalesce(marks, '{}'), coalesce(histogram, '{}'), coalesce(flagged_histogram, '{}'),
         coalesce(states, '{}'), coalesce(reviewed_calls, 0), last_scored_at
  FROM calls
  LEFT JOIN scores USING (${KEY})
  LEFT JOIN costs USING (${KEY})
  LEFT JOIN marks USING (${KEY})
  LEFT JOIN bars USING (${KEY})
  LEFT JOIN states USING (${KEY})
  LEFT JOIN reviews USING (${KEY})`;

/** `{ key: count }` of a column of the days, added up. */
const summedCounts = (column: string) => `
  (SELECT json_group_object(key, n) FROM (
    SELECT counted.key, sum(counted.value) AS n FROM day JOIN json_each(day.${column}) AS counted GROUP BY 1))`;

/** All the site ever had is what its days come to, also those whose scores were removed. */
const RECOUNT_ALL_TIME = `
  WITH day AS (
    SELECT * FROM daily_stat WHERE site_id = ?1 AND agent_user = '' AND campaign_id = '' AND local_date <> ''
  )
  INSERT INTO daily_stat (site_id, agent_user, campaign_id, local_date, total_calls, sample_calls, scored_calls,
                          flagged_calls, sum_total, sum_squares, cost_usd, marks, histogram, flagged_histogram, states,
                          reviewed_calls, last_scored_at)
  SELECT ?1, '', '', '', sum(total_calls), sum(sample_calls), sum(scored_calls), sum(flagged_calls),
         round(sum(sum_total), 1), round(sum(sum_squares), 2), sum(cost_usd),
         (SELECT json_group_object(key, json_array(given, summed)) FROM (
            SELECT mark.key, sum(mark.value->>0) AS given, sum(mark.value->>1) AS summed
            FROM day JOIN json_each(day.marks) AS mark GROUP BY 1)),
         ${summedCounts("histogram")}, ${summedCounts("flagged_histogram")}, ${summedCounts("states")},
         sum(reviewed_calls), max(last_scored_at)
  FROM day GROUP BY site_id
  ON CONFLICT (site_id, agent_user, campaign_id, local_date) DO UPDATE SET
    total_calls = excluded.total_calls, sample_calls = excluded.sample_calls, scored_calls = excluded.scored_calls,
    flagged_calls = excluded.flagged_calls, sum_total = excluded.sum_total, sum_squares = excluded.sum_squares, cost_usd = excluded.cost_usd,
    marks = excluded.marks, histogram = excluded.histogram, flagged_histogram = excluded.flagged_histogram,
    states = excluded.states, reviewed_calls = excluded.reviewed_calls, last_scored_at = excluded.last_scored_at, revision = daily_stat.revision + 1`;

/**
 * The statements, each with the site as `?1`, that count a site's rollups anew from its calls and scores; to be run as one
 * batch. For whoever fills the tables directly, and for a database whose rollups are of an older form. They read every
 * call of the site. Days whose scores were removed (`scores_kept_from`) keep what was counted when they had them.
 */
export const RECOUNT_ROLLUPS: readonly string[] = [
  `DELETE FROM daily_stat WHERE site_id = ?1 AND local_date <> '' AND local_date >= ${KEPT_FROM}`,
  RECOUNT_DAILY_STAT,
  RECOUNT_ALL_TIME,
  "DELETE FROM team_stat WHERE site_id = ?1",
  REBUILD_TEAM_STAT,
];
