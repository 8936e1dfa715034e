import {
  opinionWithoutAnswer,
  opinionWithoutQuotes,
  SCORE_WITHOUT_QUOTES,
  textsBlanked,
} from "../retention/without-words.ts";

/*
 * What goes of a caller, table by table. The bare numbers stay, so that no average and no count changes: which call it was, when,
 * whose, how long, the marks, the totals, the costs. ?1 is the site, ?2 a JSON list of recordings, ?3 the time; a statement
 * uses all three. Each does nothing when it is repeated.
 */

const IDS = "(SELECT value FROM json_each(?2))";
const OF_SITE = `site_id = ?1 AND recording_id IN ${IDS} AND ?3 > 0`;
const ROUNDS_OF_SITE = "(SELECT id FROM calibration_round WHERE site_id = ?1)";
const RUNS_OF_SITE = "(SELECT id FROM scorecard_run WHERE site_id = ?1)";

/** Counts what there is of one recording, `asked.value`. */
const counted = (table: string, more = "") =>
  `(SELECT count(*) FROM ${table} WHERE site_id = ?1 AND recording_id = asked.value ${more})`;

/** The tombstones, with what there was: before anything is removed. ?4 is who asks. */
export const PUT_TOMBSTONES = `
  INSERT INTO forgotten_call (site_id, recording_id, forgotten_at, actor, removed)
  SELECT DISTINCT ?1, asked.value, ?3, ?4, json_object(
    'calls', ${counted("call")},
    'transcripts', ${counted("transcript", "AND segments <> '[]'")},
    'scores', ${counted("score")},
    'jobs', ${counted("scoring_job", "AND (state <> 'done' OR opinions IS NOT NULL)")},
    'tries', (SELECT count(*) FROM scorecard_run_call
              WHERE run_id IN ${RUNS_OF_SITE} AND recording_id = asked.value),
    'reviews', ${counted("review")},
    'disputes', ${counted("dispute")},
    'coaching_clips', ${counted("coaching_clip")},
    'calibration_marks', (SELECT count(*) FROM calibration_mark
                          WHERE round_id IN ${ROUNDS_OF_SITE} AND recording_id = asked.value),
    'notices', ${counted("notice")},
    'sounds', ${counted("call_audio", "AND object_key IS NOT NULL")})
  FROM json_each(?2) AS asked WHERE true
  ON CONFLICT (site_id, recording_id) DO NOTHING`;

/** Where a coaching task is about such a call, its words were written about that call. */
const REMOVED_TEXT = "Removed: a caller's data was deleted.";
const REMOVED_SQL = REMOVED_TEXT.replace("'", "''");

/** ?4 is who asked, ?5 the event's id. */
export const NOTE_IN_AUDIT_LOG = `
  INSERT INTO audit_event (id, site_id, at, actor, action, detail)
  SELECT ?5, ?1, ?3, ?4, 'caller.forget', json_object(
    'recording_ids', json(?2),
    'forgotten_before', (SELECT count(*) FROM forgotten_call WHERE ${OF_SITE} AND forgotten_at < ?3))`;

/** The order counts: what is ended tells people of it, and what they are told goes last. */
export const REMOVE_CALLERS: readonly string[] = [
  // ViciDial's own number of the call leads to the caller there.
  `UPDATE call SET uniqueid = NULL WHERE ${OF_SITE} AND uniqueid IS NOT NULL`,
  `UPDATE transcript SET segments = '[]', content_hash = '', left_out = '[]', redacted_spans = '[]',
          text_removed_at = coalesce(text_removed_at, ?3)
   WHERE ${OF_SITE} AND content_hash <> ''`,
  // A tick that has it in hand commits nothing any more.
  `UPDATE scoring_job SET state = 'done', lease_token = NULL, opinions = NULL, last_error = NULL, updated_at = ?3
   WHERE ${OF_SITE} AND (state <> 'done' OR opinions IS NOT NULL OR last_error IS NOT NULL)`,
  `UPDATE score SET ${SCORE_WITHOUT_QUOTES}, second_opinion = ${opinionWithoutAnswer(opinionWithoutQuotes("second_opinion"))},
          raw_answer = '', quotes_removed_at = coalesce(quotes_removed_at, ?3)
   WHERE ${OF_SITE} AND (quotes_removed_at IS NULL OR raw_answer <> '')`,
  `UPDATE scorecard_run_call SET
     state = iif(state IN ('waiting', 'leased', 'open'), 'stopped', state), lease_token = NULL, reason = NULL,
     ended_at = coalesce(ended_at, ?3),
     after_marks = iif(after_marks IS NULL, NULL,
       (SELECT json_group_array(json(json_set(value, '$.rationale', ''))) FROM json_each(after_marks)))
   WHERE run_id IN ${RUNS_OF_SITE} AND recording_id IN ${IDS} AND ?3 > 0`,
  // No one hears it from now on, and as the oldest of all its file is among the next that cron deletes.
  `UPDATE call_audio SET state = 'unavailable', since = 0, reason = NULL, silenced = NULL WHERE ${OF_SITE} AND since > 0`,
  `UPDATE review SET comments = '{}', comment = '' WHERE ${OF_SITE}`,
  // Its triggers take the call out of the queue.
  `UPDATE dispute SET state = iif(state = 'open', 'expired', state), decided_at = coalesce(decided_at, ?3),
          reasons = ${textsBlanked("reasons")}, comment = '', answer = iif(answer IS NULL, NULL, ''),
          answers = iif(answers IS NULL, NULL, (SELECT json_group_object(key, json(json_set(value, '$.why', ''))) FROM json_each(answers)))
   WHERE ${OF_SITE}`,
  `UPDATE review_item SET state = 'expired', claimed_by = NULL, claimed_until = NULL
   WHERE ${OF_SITE} AND state = 'open'`,
  `UPDATE calibration_mark SET comments = '{}', comment = ''
   WHERE round_id IN ${ROUNDS_OF_SITE} AND recording_id IN ${IDS} AND ?3 > 0`,
  `UPDATE calibration_decision SET text = ''
   WHERE round_id IN ${ROUNDS_OF_SITE} AND recording_id IN ${IDS} AND ?3 > 0`,
  `UPDATE coaching_task SET title = '${REMOVED_SQL}', text = '', agent_note = iif(agent_note IS NULL, NULL, '')
   WHERE id IN (SELECT task_id FROM coaching_clip WHERE ${OF_SITE})`,
  `DELETE FROM coaching_clip WHERE ${OF_SITE}`,
  `DELETE FROM notice WHERE ${OF_SITE}`,
  // A digest may have quoted a summary; that it was sent stays known.
  `UPDATE message SET letter = json_object(
     'subject', '${REMOVED_SQL}', 'title', '${REMOVED_SQL}', 'lead', '', 'tone', 'plain', 'parts', json('[]'), 'footer', '',
     'event', json_object('type', letter->>'$.event.type', 'data', json('{}')))
   WHERE site_id = ?1 AND ?3 > 0 AND EXISTS (
     SELECT 1 FROM json_tree(message.letter) AS part CROSS JOIN json_each(?2) AS asked
     WHERE part.atom = asked.value
        OR part.key = 'href' AND substr(part.atom, instr(part.atom, '/calls/') + 7) = asked.value)`,
  // What was answered before does not hold any more.
  `UPDATE daily_stat SET revision = revision + 1
   WHERE site_id = ?1 AND agent_user = '' AND campaign_id = '' AND local_date = '' AND ?2 <> '' AND ?3 > 0`,
];
