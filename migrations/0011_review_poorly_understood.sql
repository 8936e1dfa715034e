-- A call that was poorly understood is put on people's list as well.
DROP TRIGGER review_wanted_by_score;
--> statement-breakpoint
CREATE TRIGGER review_wanted_by_score AFTER INSERT ON score
WHEN NEW.is_current = 1 AND (
  NEW.flagged = 1 OR json_array_length(NEW.injections) > 0 OR EXISTS (
    SELECT 1 FROM transcript AS t
    WHERE t.site_id = NEW.site_id AND t.recording_id = NEW.recording_id AND t.version = NEW.transcript_version AND t.low_confidence = 1))
BEGIN
  INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
  VALUES (
    NEW.site_id, NEW.recording_id, 'open',
    -- json_patch leaves out what is null.
    json_patch('{}', json_object(
      'auto_fail', iif(json_array_length(NEW.auto_fails) > 0, NEW.created_at, NULL),
      'injection', iif(json_array_length(NEW.injections) > 0, NEW.created_at, NULL),
      'flagged', iif(NEW.flagged = 1 AND json_array_length(NEW.auto_fails) = 0, NEW.created_at, NULL),
      'low_confidence', (
        SELECT NEW.created_at FROM transcript AS t
        WHERE t.site_id = NEW.site_id AND t.recording_id = NEW.recording_id AND t.version = NEW.transcript_version AND t.low_confidence = 1))),
    CASE WHEN json_array_length(NEW.auto_fails) > 0 THEN 90 WHEN json_array_length(NEW.injections) > 0 THEN 70 WHEN NEW.flagged = 1 THEN 60 ELSE 40 END,
    NEW.agent_user, NEW.campaign_id, NEW.local_date, NEW.total, NEW.created_at)
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    state = iif(json_patch(excluded.reasons, review_item.reasons) = review_item.reasons, review_item.state, 'open'),
    reasons = json_patch(excluded.reasons, review_item.reasons),
    priority = max(review_item.priority, excluded.priority),
    total = excluded.total
  WHERE json_patch(excluded.reasons, review_item.reasons) <> review_item.reasons OR review_item.total IS NOT excluded.total;
END;
