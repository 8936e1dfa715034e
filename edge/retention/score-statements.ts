/*
 * What goes with a call's scores, table by table: all that says, or led to, what somebody thinks of the call. What stays is that
 * there was the call (`call`), what was counted of it (daily_stat, team_stat, daily_cost, tracker_day), coaching tasks without
 * their clips, and both audit logs. ?1 is the site, ?2 a JSON list of recordings; a statement uses both. Each does nothing when it
 * is repeated.
 */

const IDS = "(SELECT value FROM json_each(?2))";
const OF_SITE = `site_id = ?1 AND recording_id IN ${IDS}`;
const OF_RUNS = `run_id IN (SELECT id FROM scorecard_run WHERE site_id = ?1) AND recording_id IN ${IDS}`;

/** From the calls to their rounds: decisions and marks have no index by call. */
const ROUND_CALLS = `
  calibration_round AS r
  CROSS JOIN json_each(?2) AS gone
  CROSS JOIN calibration_call AS c ON c.round_id = r.id AND c.recording_id = gone.value`;
const MARKS = `
  SELECT c.round_id, p.person_id, c.recording_id
  FROM ${ROUND_CALLS} CROSS JOIN calibration_rater AS p ON p.round_id = r.id WHERE r.site_id = ?1`;

/** One batch. Counts are taken before what they count is gone, and what is found by calibration_call goes before it. */
export const REMOVE_SCORES: readonly string[] = [
  `UPDATE scorecard_run SET calls = scorecard_run.calls - gone.calls
   FROM (SELECT run_id, count(*) AS calls FROM scorecard_run_call WHERE ${OF_RUNS} GROUP BY 1) AS gone
   WHERE id = gone.run_id`,
  `DELETE FROM scorecard_run_call WHERE ${OF_RUNS}`,
  `UPDATE calibration_rater SET marked = marked - gone.calls
   FROM (SELECT round_id, person_id, count(*) AS calls FROM calibration_mark
         WHERE (round_id, person_id, recording_id) IN (${MARKS}) GROUP BY 1, 2) AS gone
   WHERE calibration_rater.round_id = gone.round_id AND calibration_rater.person_id = gone.person_id`,
  `DELETE FROM calibration_mark WHERE (round_id, person_id, recording_id) IN (${MARKS})`,
  `DELETE FROM calibration_decision
   WHERE round_id IN (SELECT c.round_id FROM ${ROUND_CALLS} WHERE r.site_id = ?1) AND recording_id IN ${IDS}`,
  `UPDATE calibration_round SET calls = calibration_round.calls - gone.calls
   FROM (SELECT c.round_id, count(*) AS calls FROM ${ROUND_CALLS} WHERE r.site_id = ?1 GROUP BY 1) AS gone
   WHERE id = gone.round_id`,
  `DELETE FROM calibration_call WHERE (round_id, recording_id) IN (
     SELECT c.round_id, c.recording_id FROM ${ROUND_CALLS} WHERE r.site_id = ?1)`,
  // As the oldest of all its file is among the next that cron deletes.
  `UPDATE call_audio SET state = 'unavailable', since = 0, reason = NULL, silenced = NULL WHERE ${OF_SITE} AND since > 0`,
  `DELETE FROM notice WHERE ${OF_SITE} AND recording_id IS NOT NULL`,
  `DELETE FROM coaching_clip WHERE ${OF_SITE}`,
  `DELETE FROM score_acknowledgement WHERE ${OF_SITE}`,
  `DELETE FROM dispute WHERE ${OF_SITE}`,
  `DELETE FROM review_item WHERE ${OF_SITE}`,
  `DELETE FROM review WHERE ${OF_SITE}`,
  `DELETE FROM score WHERE ${OF_SITE}`,
  // A tick that has it in hand commits nothing any more.
  `DELETE FROM scoring_job WHERE ${OF_SITE}`,
  `DELETE FROM transcript WHERE ${OF_SITE}`,
  // What was answered before does not hold any more.
  `UPDATE daily_stat SET revision = revision + 1
   WHERE site_id = ?1 AND agent_user = '' AND campaign_id = '' AND local_date = '' AND ?2 <> '[]'`,
];
