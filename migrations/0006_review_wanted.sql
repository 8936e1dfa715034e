-- Puts a call on people's list in the batch that gives the reason. A call that was reviewed comes back only for a new one.
CREATE TRIGGER review_wanted_by_score AFTER INSERT ON score
WHEN NEW.is_current = 1 AND (NEW.flagged = 1 OR json_array_length(NEW.injections) > 0)
BEGIN
  INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
  VALUES (
    NEW.site_id, NEW.recording_id, 'open',
    -- json_patch leaves out what is null.
    json_patch('{}', json_object(
      'auto_fail', iif(json_array_length(NEW.auto_fails) > 0, NEW.created_at, NULL),
      'injection', iif(json_array_length(NEW.injections) > 0, NEW.created_at, NULL),
      'flagged', iif(NEW.flagged = 1 AND json_array_length(NEW.auto_fails) = 0, NEW.created_at, NULL))),
    CASE WHEN json_array_length(NEW.auto_fails) > 0 THEN 90 WHEN json_array_length(NEW.injections) > 0 THEN 70 ELSE 60 END,
    NEW.agent_user, NEW.campaign_id, NEW.local_date, NEW.total, NEW.created_at)
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    state = iif(json_patch(excluded.reasons, review_item.reasons) = review_item.reasons, review_item.state, 'open'),
    reasons = json_patch(excluded.reasons, review_item.reasons),
    priority = max(review_item.priority, excluded.priority),
    total = excluded.total
  WHERE json_patch(excluded.reasons, review_item.reasons) <> review_item.reasons OR review_item.total IS NOT excluded.total;
END;
--> statement-breakpoint
CREATE TRIGGER review_wanted_by_job AFTER UPDATE OF state ON scoring_job
WHEN NEW.state = 'needs_human' AND OLD.state <> 'needs_human'
BEGIN
  INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, created_at)
  SELECT site_id, recording_id, 'open', json_object('needs_person', NEW.updated_at), 80, agent_user, campaign_id, local_date,
         NEW.updated_at
  FROM call WHERE site_id = NEW.site_id AND recording_id = NEW.recording_id
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    state = 'open', reasons = json_patch(excluded.reasons, review_item.reasons),
    priority = max(review_item.priority, excluded.priority)
  WHERE review_item.reasons ->> 'needs_person' IS NULL;
END;
