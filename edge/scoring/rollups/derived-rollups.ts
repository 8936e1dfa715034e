/*
 * SQL for counts kept as JSON in daily_stat, and for team_stat, which is derived from it. Plain text, so that whatever
 * fills a database by itself can use it as well. `?1` is the site.
 */

/*
 * Only what is added is walked through: D1 counts every row that json_each gives, and what is stored has a hundred keys. Keys
 * are criteria, totals and states, never anybody's own words. A null in a patch takes the key away.
 */
const counted = (stored: string, key: string, place = "") =>
  `coalesce(json_extract(${stored}, '$."' || ${key} || '"${place}'), 0)`;

/** `{ key: count }` objects added up; keys that come to nothing leave. */
export const addCounts = (stored: string, added: string) => `
  json_patch(${stored}, (
    SELECT json_group_object(key, nullif(${counted(stored, "key")} + value, 0)) FROM json_each(${added})))`;

/** The same of `{ key: [marks given, their sum] }`. */
export const addMarks = (stored: string, added: string) => `
  json_patch(${stored}, (
    SELECT json_group_object(key, json(CASE WHEN given <> 0 THEN json_array(given, summed) END)) FROM (
      SELECT key, ${counted(stored, "key", "[0]")} + (value->>0) AS given,
             ${counted(stored, "key", "[1]")} + (value->>1) AS summed
      FROM json_each(${added}))))`;

/** The key under which a histogram counts a score: its total as it is shown, `57.8`. */
export const totalKey = (total: string) =>
  `iif(${total} IS NULL, 'none', printf('%.1f', ${total}))`;

/** The key under which a call's state is counted. The agent's own words never become keys. */
export const stateKey = (state: string, reason: string) => `
  iif(${state} = 'skipped',
      'skipped:' || iif(${reason} IN ('too_short', 'no_speech', 'not_an_agent', 'duplicate'), ${reason}, 'other'),
      ${state})`;

/** Sums daily_stat for the rows of `touched (agent_user, span, first_date)`, and puts them into the team's rows. */
const SUM_TOUCHED = `
  summed AS (
    SELECT touched.span, touched.first_date, touched.agent_user,
           sum(day.scored_calls) AS scored_calls, sum(day.flagged_calls) AS flagged_calls,
           round(sum(day.sum_total), 1) AS sum_total, min(day.min_total) AS min_total, max(day.max_total) AS max_total
    FROM touched
    CROSS JOIN daily_stat AS day
      ON day.site_id = ?1 AND day.agent_user = touched.agent_user AND day.campaign_id = ''
     AND day.local_date BETWEEN touched.first_date
                            AND iif(touched.span = 'day', touched.first_date, date(touched.first_date, '+6 days'))
    GROUP BY 1, 2, 3
  ), mark AS (
    SELECT touched.span, touched.first_date, touched.agent_user, m.key AS id,
           sum(m.value->>0) AS given, sum(m.value->>1) AS summed
    FROM touched
    CROSS JOIN daily_stat AS day
      ON day.site_id = ?1 AND day.agent_user = touched.agent_user AND day.campaign_id = ''
     AND day.local_date BETWEEN touched.first_date
                            AND iif(touched.span = 'day', touched.first_date, date(touched.first_date, '+6 days'))
    JOIN json_each(day.marks) AS m
    GROUP BY 1, 2, 3, 4
  ), marked AS (
    SELECT span, first_date, agent_user, json_group_object(id, json_array(given, summed)) AS marks
    FROM mark GROUP BY 1, 2, 3
  )
  INSERT INTO team_stat (site_id, span, first_date, agents, marks)
  SELECT ?1, span, first_date,
         json_group_object(agent_user, json_array(
           (SELECT agent_name FROM call
            WHERE call.site_id = ?1 AND call.agent_user = summed.agent_user AND agent_name IS NOT NULL
            ORDER BY call.local_date DESC, call.started_at DESC LIMIT 1),
           scored_calls, flagged_calls, sum_total, min_total, max_total)),
         json_group_object(agent_user, json(coalesce(marks, '{}')))
  FROM summed LEFT JOIN marked USING (span, first_date, agent_user)
  GROUP BY 2, 3
  ON CONFLICT (site_id, span, first_date) DO UPDATE SET
    agents = json_patch(team_stat.agents, excluded.agents),
    -- an agent's marks are replaced, not merged: a criterion leaves when no score under its card is left
    marks = json_patch(
      json_patch(team_stat.marks, (SELECT json_group_object(key, NULL) FROM json_each(excluded.marks))),
      excluded.marks)`;

const firstDate = (date: string, span: string) =>
  `iif(${span} = 'day', ${date}, date(${date}, 'weekday 0', '-6 days'))`;

/** Continues a WITH clause that has `change (agent_user, local_date, …)`: the agents' entries are made anew from daily_stat. */
export const REFRESH_TEAM_STAT = `
  , touched AS (
    SELECT DISTINCT change.agent_user, span.value AS span, ${firstDate("change.local_date", "span.value")} AS first_date
    FROM change JOIN json_each('["day", "week"]') AS span
    WHERE change.agent_user IS NOT NULL
  ), ${SUM_TOUCHED}`;

/** Makes all of a site's team_stat from its daily_stat. */
export const REBUILD_TEAM_STAT = `
  WITH touched AS (
    SELECT DISTINCT day.agent_user, span.value AS span, ${firstDate("day.local_date", "span.value")} AS first_date
    FROM daily_stat AS day JOIN json_each('["day", "week"]') AS span
    WHERE day.site_id = ?1 AND day.agent_user <> '' AND day.campaign_id = ''
  ), ${SUM_TOUCHED}`;
