import { env } from "cloudflare:workers";

import { defaultScorecard } from "#shared/scorecard/default-scorecard.ts";

/**
 * Statements that have people say everything of a scored call of site nordwind that can be said of one, each time with the same
 * word: reviewed, disputed, coached, calibrated, tried under another card, acknowledged. Ids are the recording's.
 */
export function saidOf(
  id: string,
  { personId, word, nowMs }: { personId: string; word: string; nowMs: number },
): D1PreparedStatement[] {
  return [
    env.DB.prepare(
      `INSERT INTO review (id, site_id, recording_id, is_current, scorecard_id, scorecard_version, reviewer_id, cause, marks,
         comments, auto_fails, flagged, comment, is_blind, local_date, created_at)
       VALUES (?1, 'nordwind', ?1, 1, 'default', 1, ?2, 'review', '{"needs":"3"}', ?3, '[]', 0, ?4, 0, '2026-11-23', 1)`,
    ).bind(id, personId, `{"needs":"${word}"}`, word),
    env.DB.prepare(
      `INSERT INTO dispute (id, site_id, recording_id, score_version, review_id, agent_user, opened_by, opened_at, reasons,
         comment, state, answers) VALUES (?1, 'nordwind', ?1, 1, '', '1007', ?2, ?5, ?3, ?4, 'open', ?6)`,
    ).bind(
      id,
      personId,
      `{"needs":"${word}"}`,
      word,
      nowMs,
      JSON.stringify({ needs: { outcome: "kept", was: "3", given: "3", why: word } }),
    ),
    env.DB.prepare(
      `INSERT INTO coaching_task (id, site_id, agent_user, title, text, created_by, due_date, state, agent_note, created_at)
       VALUES (?1, 'nordwind', '1007', ?3, ?3, ?2, '2026-12-01', 'done', ?3, 1)`,
    ).bind(id, personId, word),
    env.DB.prepare(
      `INSERT INTO coaching_clip (task_id, place, site_id, recording_id, transcript_version, from_segment, to_segment,
         from_sec, to_sec, note, created_at) VALUES (?1, 1, 'nordwind', ?1, 1, 0, 1, 0, 5, ?2, 1)`,
    ).bind(id, word),
    env.DB.prepare(
      `INSERT INTO calibration_round (id, site_id, name, state, scorecard, calls, created_by, created_at)
       VALUES (?1, 'nordwind', 'round', 'closed', ?3, 1, ?2, 1)`,
    ).bind(id, personId, JSON.stringify(defaultScorecard)),
    env.DB.prepare("INSERT INTO calibration_call VALUES (?1, ?1, 1, 1)").bind(id),
    env.DB.prepare("INSERT INTO calibration_rater VALUES (?1, ?2, 1)").bind(id, personId),
    env.DB.prepare(
      `INSERT INTO calibration_mark VALUES (?1, ?1, ?2, '{"needs":"3"}', ?3, '[]', 60, 0, ?4, 1)`,
    ).bind(id, personId, `{"needs":"${word}"}`, word),
    env.DB.prepare(
      "INSERT INTO calibration_decision VALUES (?1, ?1, ?1, 'needs', '3', ?3, ?2, 1)",
    ).bind(id, personId, word),
    env.DB.prepare(
      `INSERT INTO scorecard_run (id, site_id, kind, scorecard_id, version, scorecard, calls, created_at, created_by)
       VALUES (?1, 'nordwind', 'try', 'sales', 1, '{}', 1, 1, 'x')`,
    ).bind(id),
    env.DB.prepare(
      `INSERT INTO scorecard_run_call (run_id, recording_id, site_id, kind, state, next_at, reason, transcript_version,
         after_marks) VALUES (?1, ?1, 'nordwind', 'try', 'done', 0, ?2, 1, ?3)`,
    ).bind(id, word, JSON.stringify([{ id: "needs", mark: "3", rationale: word }])),
    env.DB.prepare("INSERT INTO score_acknowledgement VALUES ('nordwind', ?1, 1, '', ?2, 1)").bind(
      id,
      personId,
    ),
  ];
}
