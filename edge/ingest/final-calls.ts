/**
 * SQL: those of the calls that a JSON list `?2` names, each by `recordingId` of its item `asked`, which stay as they are. They
 * were transcribed on days of the site `?1` whose scores were removed: what was counted of them stays with the day, so on another
 * day, or another agent's, they could be scored and counted once more. One row is read where no scores were removed.
 */
export const finalCalls = (recordingId: string) => `
  SELECT c.recording_id
  FROM site AS s
  CROSS JOIN json_each(?2) AS asked
  CROSS JOIN call AS c ON c.site_id = s.id AND c.recording_id = ${recordingId}
  WHERE s.id = ?1 AND s.scores_kept_from <> '' AND c.agent_state = 'transcribed' AND c.local_date < s.scores_kept_from`;
