import { addCounts, addMarks, REFRESH_TEAM_STAT, totalKey } from "./derived-rollups.ts";

/*
 * The statements that keep daily_stat (and its view daily_criterion_stat) equal to a recount of `score`. They run inside the batch
 * that changes a call or a score, on four levels: the site, the site of all time, the agent and the campaign (where known).
 *
 * Each takes a CTE `change (local_date, agent_user, campaign_id, sign, counts, total, flagged, cost_usd, criteria,
 * scored_at)`:
 * a score that arrives somewhere (sign 1) or leaves (sign -1). `counts` is 1 for a current score; older versions only
 * carry their cost, since money spent on a re-score stays spent. `?1` is the site.
 */

/** One row of `change` for each level it belongs to. */
export const ON_EACH_LEVEL = `
  JOIN json_each('["site", "ever", "agent", "campaign"]') AS level
    ON level.value IN ('site', 'ever')
    OR (level.value = 'agent' AND change.agent_user IS NOT NULL)
    OR (level.value = 'campaign' AND change.campaign_id IS NOT NULL)`;

/** The agent_user, campaign_id and local_date of a level's row. */
export const LEVEL_KEY = `
  iif(level.value = 'agent', change.agent_user, '') AS level_agent,
  iif(level.value = 'campaign', change.campaign_id, '') AS level_campaign,
  iif(level.value = 'ever', '', change.local_date) AS level_date`;

/** Continues a WITH clause that ends in `change`. */
const ADD_TO_DAILY_STAT = `
  , placed AS (
    SELECT ${LEVEL_KEY}, change.* FROM change ${ON_EACH_LEVEL}
  ), mark AS (
    SELECT level_agent, level_campaign, level_date, criterion.value->>'id' AS id,
           sum(sign) AS given, sum(sign * CAST(criterion.value->>'mark' AS INTEGER)) AS summed
    FROM placed JOIN json_each(placed.criteria) AS criterion ON criterion.value->>'mark' <> 'NA'
    WHERE counts = 1
    GROUP BY 1, 2, 3, 4
  ), bar AS (
    SELECT level_agent, level_campaign, level_date, ${totalKey("total")} AS total_key,
           sum(sign) AS scores, sum(sign * flagged) AS flagged_scores
    FROM placed WHERE counts = 1
    GROUP BY 1, 2, 3, 4
  )
  INSERT INTO daily_stat (site_id, agent_user, campaign_id, local_date,
                          scored_calls, flagged_calls, sum_total, sum_squares, min_total, max_total, cost_usd, marks,
                          histogram, flagged_histogram, last_scored_at)
  SELECT ?1, level_agent, level_campaign, level_date,
         sum(sign * counts * (total IS NOT NULL)),
         sum(sign * counts * flagged),
         sum(sign * counts * coalesce(total, 0)),
         sum(sign * counts * coalesce(total * total, 0)),
         min(iif(sign = 1 AND counts = 1 AND level_date <> '', total, NULL)),
         max(iif(sign = 1 AND counts = 1 AND level_date <> '', total, NULL)),
         sum(sign * cost_usd),
         (SELECT json_group_object(id, json_array(given, summed)) FROM mark
          WHERE (mark.level_agent, mark.level_campaign, mark.level_date)
                = (placed.level_agent, placed.level_campaign, placed.level_date)),
         (SELECT json_group_object(total_key, scores) FILTER (WHERE scores <> 0) FROM bar
          WHERE (bar.level_agent, bar.level_campaign, bar.level_date)
                = (placed.level_agent, placed.level_campaign, placed.level_date)),
         (SELECT json_group_object(total_key, flagged_scores) FILTER (WHERE flagged_scores <> 0) FROM bar
          WHERE (bar.level_agent, bar.level_campaign, bar.level_date)
                = (placed.level_agent, placed.level_campaign, placed.level_date)),
         max(iif(sign = 1 AND counts = 1, scored_at, NULL))
  FROM placed
  GROUP BY 2, 3, 4
  ON CONFLICT (site_id, agent_user, campaign_id, local_date) DO UPDATE SET
    scored_calls = scored_calls + excluded.scored_calls,
    flagged_calls = flagged_calls + excluded.flagged_calls,
    -- totals have one decimal, so rounding keeps sums free of what adding and taking away leaves behind
    sum_total = round(sum_total + excluded.sum_total, 1),
    sum_squares = round(sum_squares + excluded.sum_squares, 2),
    min_total = coalesce(min(min_total, excluded.min_total), min_total, excluded.min_total),
    max_total = coalesce(max(max_total, excluded.max_total), max_total, excluded.max_total),
    cost_usd = cost_usd + excluded.cost_usd,
    marks = ${addMarks("daily_stat.marks", "excluded.marks")},
    histogram = ${addCounts("daily_stat.histogram", "excluded.histogram")},
    flagged_histogram = ${addCounts("daily_stat.flagged_histogram", "excluded.flagged_histogram")},
    last_scored_at = coalesce(max(last_scored_at, excluded.last_scored_at), last_scored_at, excluded.last_scored_at),
    revision = revision + 1`;

/**
 * Those of daily_stat's rows that a change is about; the row of all time has no extremes. Days whose scores were removed keep
 * theirs: there is nothing to look them up in.
 */
const OF_CHANGED_DAYS = `
  site_id = ?1 AND local_date >= (SELECT scores_kept_from FROM site WHERE id = ?1) AND (agent_user, campaign_id, local_date) IN (
    SELECT ${LEVEL_KEY} FROM change ${ON_EACH_LEVEL} WHERE level.value <> 'ever')`;

const extreme = (which: "min" | "max") => {
  const ofScores = (condition: string) => `
    (SELECT ${which}(s.total) FROM score AS s
     WHERE s.site_id = daily_stat.site_id AND s.local_date = daily_stat.local_date AND s.is_current = 1 ${condition})`;
  return `CASE WHEN agent_user <> '' THEN ${ofScores("AND s.agent_user = daily_stat.agent_user")}
               WHEN campaign_id <> '' THEN ${ofScores("AND s.campaign_id = daily_stat.campaign_id")}
               ELSE ${ofScores("")} END`;
};

/**
 * A minimum cannot be taken away from: where a score has left, the day's extremes are looked up again. Each is at an end of
 * an index, so no score is read but that.
 */
const LOOK_UP_EXTREMES = `
  UPDATE daily_stat SET min_total = ${extreme("min")}, max_total = ${extreme("max")}
  WHERE ${OF_CHANGED_DAYS}`;

/** The same while scores still stand where their calls were before: the days' calls are read. */
const RECOUNT_EXTREMES = `
  UPDATE daily_stat SET (min_total, max_total) = (
    SELECT min(s.total), max(s.total)
    FROM call AS c
    CROSS JOIN score AS s ON s.site_id = c.site_id AND s.recording_id = c.recording_id AND s.is_current = 1
    WHERE c.site_id = daily_stat.site_id AND c.local_date = daily_stat.local_date
      AND (daily_stat.agent_user = '' OR c.agent_user = daily_stat.agent_user)
      AND (daily_stat.campaign_id = '' OR c.campaign_id = daily_stat.campaign_id))
  WHERE ${OF_CHANGED_DAYS}`;

/** The job is still leased under the token: `?2` recording, `?3` transcript version, `?4` lease token. */
export const LEASE_HOLDS = `
  EXISTS (SELECT 1 FROM scoring_job
          WHERE site_id = ?1 AND recording_id = ?2 AND transcript_version = ?3
            AND state = 'leased' AND lease_token = ?4)`;

export type LeasedJob = {
  siteId: string;
  recordingId: string;
  transcriptVersion: number;
  leaseToken: string;
  /** The run that has the call judged, under its own scorecard; null for what came by itself. */
  runId: string | null;
};

/** The newest score arrives, the one before it leaves; nothing when the lease is gone. */
const RECORDED_SCORE = `
  WITH newest AS (
    SELECT *, max(version) OVER () AS last FROM score WHERE site_id = ?1 AND recording_id = ?2
  ), change AS (
    SELECT local_date, agent_user, campaign_id, iif(version = last, 1, -1) AS sign, 1 AS counts,
           total, flagged, iif(version = last, cost_usd, 0) AS cost_usd, criteria, created_at AS scored_at
    FROM newest WHERE version >= last - 1 AND ${LEASE_HOLDS}
  )`;

/**
 * Moves the rollups by the score that was just inserted for a job, after the one before it lost `is_current`.
 * `isRescore` adds the statement that only a replaced score needs.
 */
export function recordedScoreStatements(
  client: D1Database,
  job: LeasedJob,
  isRescore: boolean,
): D1PreparedStatement[] {
  const tails = [ADD_TO_DAILY_STAT, ...(isRescore ? [LOOK_UP_EXTREMES] : []), REFRESH_TEAM_STAT];
  return tails.map((tail) =>
    client
      .prepare(`${RECORDED_SCORE} ${tail}`)
      .bind(job.siteId, job.recordingId, job.transcriptVersion, job.leaseToken),
  );
}

const MOVED_SCORES = `
  WITH moved AS (
    SELECT s.local_date, s.agent_user, s.campaign_id, s.is_current, s.total, s.flagged, s.cost_usd, s.criteria,
           s.created_at AS scored_at,
           c.local_date AS new_date, c.agent_user AS new_agent, c.campaign_id AS new_campaign
    FROM json_each(?2) AS id
    CROSS JOIN score AS s ON s.site_id = ?1 AND s.recording_id = id.value
    CROSS JOIN call AS c ON c.site_id = s.site_id AND c.recording_id = s.recording_id
    WHERE (s.local_date, s.agent_user, s.campaign_id) IS NOT (c.local_date, c.agent_user, c.campaign_id)
  ), change AS (
    SELECT local_date, agent_user, campaign_id, -1 AS sign, is_current AS counts,
           total, flagged, cost_usd, criteria, scored_at FROM moved
    UNION ALL
    SELECT new_date, new_agent, new_campaign, 1, is_current, total, flagged, cost_usd, criteria, scored_at FROM moved
  )`;

const FOLLOW_CALLS = `
  UPDATE score SET agent_user = c.agent_user, campaign_id = c.campaign_id, local_date = c.local_date
  FROM call AS c
  WHERE score.site_id = ?1 AND score.recording_id IN (SELECT value FROM json_each(?2))
    AND c.site_id = score.site_id AND c.recording_id = score.recording_id
    AND (score.local_date, score.agent_user, score.campaign_id) IS NOT (c.local_date, c.agent_user, c.campaign_id)`;

/**
 * Moves scores and their rollups to where their calls now belong, after the calls' agent, campaign or date changed.
 * What was judged stays as it was. `recordingIds` is a JSON array.
 */
export function movedScoreStatements(
  client: D1Database,
  siteId: string,
  recordingIds: string,
): D1PreparedStatement[] {
  return [
    `${MOVED_SCORES} ${ADD_TO_DAILY_STAT}`,
    `${MOVED_SCORES} ${RECOUNT_EXTREMES}`,
    `${MOVED_SCORES} ${REFRESH_TEAM_STAT}`,
    FOLLOW_CALLS,
  ].map((sql) => client.prepare(sql).bind(siteId, recordingIds));
}
