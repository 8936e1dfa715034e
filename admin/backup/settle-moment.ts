import type { DatabaseSync } from "node:sqlite";

import { RECOUNT_ROLLUPS } from "../../edge/scoring/rollups/recount-rollups.ts";

/*
 * A copy is made page by page while the edge goes on, so that tables are not all of the same moment. What came after the
 * beginning is taken out again, so that no score is without its call's job, and no job without its transcript.
 */

/** Statements with the moment, in epoch milliseconds, as `?1`. */
const BACK_TO_MOMENT = [
  // The agent asks the edge what it has, and sends these again.
  "DELETE FROM transcript WHERE received_at >= ?1",
  "DELETE FROM scoring_job WHERE created_at >= ?1",
  "DELETE FROM score WHERE created_at >= ?1",
  `UPDATE scoring_job
   SET state = 'due', next_at = ?1, lease_token = NULL, attempts = 0, lease_losses = 0, last_error = NULL, opinions = NULL
   WHERE state = 'done' AND updated_at >= ?1`,
];

/**
 * Of a call whose scores were just being removed some tables were copied before, and some after: removal goes over the last days
 * again. Sites are copied last, so no score is missing of a day that counts as having all.
 */
const REMOVE_SCORES_AGAIN = `
  UPDATE site SET scores_removed_to = min(scores_removed_to, json_array(date(scores_kept_from, '-7 days'), 0, ''))
  WHERE scores_kept_from <> ''`;

/** What comes next takes the rowids of what was taken out: no place may lie behind the last row that is left. */
const NO_PLACE_BEHIND_THE_LAST = [
  `UPDATE site SET
     texts_removed_to = min(texts_removed_to, last), quotes_removed_to = min(quotes_removed_to, last),
     raw_answers_removed_to = min(raw_answers_removed_to, last)
   FROM (SELECT coalesce(max(rowid), 0) AS last FROM transcript)`,
  "UPDATE tracker SET counted_to = min(counted_to, (SELECT coalesce(max(rowid), 0) FROM transcript))",
  "UPDATE alert_cursor SET place = min(place, (SELECT coalesce(max(rowid), 0) FROM score))",
];

const NEWEST_IS_CURRENT = `
  UPDATE score SET is_current = 1 - is_current
  WHERE is_current <> (version = (
    SELECT max(version) FROM score AS s WHERE s.site_id = score.site_id AND s.recording_id = score.recording_id))`;

/** How far each site's rollups have come; the same before and after means that no call and no score changed between. */
export const REVISIONS = `
  SELECT site_id, revision FROM daily_stat
  WHERE agent_user = '' AND campaign_id = '' AND local_date = '' ORDER BY site_id`;

/**
 * Makes the tables of a copy fit each other as of `momentMs`: calls that were scored meanwhile are due once more, and the
 * rollups are counted anew.
 */
export function settleMoment(file: DatabaseSync, momentMs: number): void {
  file.exec("BEGIN");
  for (const sql of BACK_TO_MOMENT) file.prepare(sql).run(momentMs);
  file.exec(REMOVE_SCORES_AGAIN);
  for (const sql of NO_PLACE_BEHIND_THE_LAST) file.exec(sql);
  file.exec(NEWEST_IS_CURRENT);
  for (const { id } of file.prepare("SELECT id FROM site").all()) {
    for (const sql of RECOUNT_ROLLUPS) file.prepare(sql).run(String(id));
  }
  file.exec("COMMIT");
}
