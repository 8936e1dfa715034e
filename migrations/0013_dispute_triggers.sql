-- An open dispute puts its call on top of the review queue; the end of it takes the reason away again, and the call too where
-- nothing else is left to be looked at.
CREATE TRIGGER dispute_opened AFTER INSERT ON dispute WHEN NEW.state = 'open'
BEGIN
  INSERT INTO review_item (site_id, recording_id, state, reasons, priority, agent_user, campaign_id, local_date, total, created_at)
  SELECT c.site_id, c.recording_id, 'open', json_object('disputed', NEW.opened_at), 100, c.agent_user, c.campaign_id,
         c.local_date,
         (SELECT s.total FROM score AS s
          WHERE s.site_id = NEW.site_id AND s.recording_id = NEW.recording_id AND s.version = NEW.score_version),
         NEW.opened_at
  FROM call AS c WHERE c.site_id = NEW.site_id AND c.recording_id = NEW.recording_id
  ON CONFLICT (site_id, recording_id) DO UPDATE SET
    state = 'open', reasons = json_set(review_item.reasons, '$.disputed', NEW.opened_at), priority = 100;
  INSERT INTO notice (id, site_id, person_id, kind, recording_id, created_at)
  SELECT lower(hex(randomblob(16))), NEW.site_id, p.id, 'dispute_opened', NEW.recording_id, NEW.opened_at
  FROM person AS p WHERE p.site_id = NEW.site_id AND p.role <> 'agent' AND p.disabled_at IS NULL;
END;
--> statement-breakpoint
CREATE TRIGGER dispute_ended AFTER UPDATE OF state ON dispute WHEN OLD.state = 'open' AND NEW.state <> 'open'
BEGIN
  UPDATE review_item SET
    reasons = json_remove(reasons, '$.disputed'),
    priority = (
      SELECT coalesce(max(CASE reason.key
        WHEN 'auto_fail' THEN 90 WHEN 'needs_person' THEN 80 WHEN 'injection' THEN 70 WHEN 'flagged' THEN 60
        WHEN 'low_confidence' THEN 40 WHEN 'outlier' THEN 30 ELSE 20 END), 0)
      FROM json_each(review_item.reasons) AS reason WHERE reason.key <> 'disputed')
  WHERE site_id = NEW.site_id AND recording_id = NEW.recording_id;
  UPDATE review_item SET state = 'done', done_at = NEW.decided_at, claimed_by = NULL, claimed_until = NULL
  WHERE site_id = NEW.site_id AND recording_id = NEW.recording_id AND state = 'open'
    AND (reasons = '{}' OR EXISTS (
      SELECT 1 FROM review AS r WHERE r.site_id = NEW.site_id AND r.recording_id = NEW.recording_id));
  -- Whoever took the step knows of it; the other side is told.
  INSERT INTO notice (id, site_id, person_id, kind, recording_id, created_at)
  SELECT lower(hex(randomblob(16))), NEW.site_id, p.id, 'dispute_' || NEW.state, NEW.recording_id, NEW.decided_at
  FROM person AS p WHERE p.site_id = NEW.site_id AND p.disabled_at IS NULL
    AND iif(NEW.state = 'withdrawn', p.role <> 'agent', p.id = NEW.opened_by);
END;
--> statement-breakpoint
-- Disputed is the judge's score, and another one counts from now on. Where a person's review is disputed, that still counts.
CREATE TRIGGER dispute_outdated AFTER INSERT ON score WHEN NEW.is_current = 1 AND NEW.version > 1
BEGIN
  UPDATE dispute SET state = 'expired', decided_at = NEW.created_at
  WHERE site_id = NEW.site_id AND recording_id = NEW.recording_id AND state = 'open' AND review_id = '';
END;
--> statement-breakpoint
CREATE TRIGGER coaching_task_made AFTER INSERT ON coaching_task
BEGIN
  INSERT INTO notice (id, site_id, person_id, kind, task_id, created_at)
  SELECT lower(hex(randomblob(16))), NEW.site_id, p.id, 'coaching_made', NEW.id, NEW.created_at
  FROM person AS p WHERE p.site_id = NEW.site_id AND p.disabled_at IS NULL
    AND (p.agent_user = NEW.agent_user OR (p.id = NEW.coach_id AND p.id <> NEW.created_by));
END;
--> statement-breakpoint
CREATE TRIGGER coaching_task_step AFTER UPDATE OF state ON coaching_task WHEN OLD.state <> NEW.state
BEGIN
  INSERT INTO notice (id, site_id, person_id, kind, task_id, created_at)
  SELECT lower(hex(randomblob(16))), NEW.site_id, p.id, 'coaching_' || NEW.state, NEW.id,
         coalesce(NEW.cancelled_at, NEW.done_at, NEW.acknowledged_at, NEW.created_at)
  FROM person AS p WHERE p.site_id = NEW.site_id AND p.disabled_at IS NULL
    AND iif(NEW.state = 'cancelled', p.agent_user = NEW.agent_user, p.id IN (NEW.created_by, NEW.coach_id));
END;
