-- Of which calls a site wants the sound, from when it switched that on. What a judge or a person flags:
CREATE TRIGGER audio_wanted_by_score AFTER INSERT ON score
WHEN NEW.flagged = 1 AND NEW.is_current = 1 AND NEW.is_sample = 0
BEGIN
  INSERT INTO call_audio (site_id, recording_id, state, since)
  SELECT NEW.site_id, NEW.recording_id, 'wanted', NEW.created_at
  FROM site AS s WHERE s.id = NEW.site_id AND s.audio_upload = 'flagged'
  ON CONFLICT (site_id, recording_id) DO NOTHING;
END;
--> statement-breakpoint
CREATE TRIGGER audio_wanted_by_review AFTER INSERT ON review WHEN NEW.flagged = 1
BEGIN
  INSERT INTO call_audio (site_id, recording_id, state, since)
  SELECT NEW.site_id, NEW.recording_id, 'wanted', NEW.created_at
  FROM site AS s CROSS JOIN call AS c ON c.site_id = s.id AND c.recording_id = NEW.recording_id AND c.is_sample = 0
  WHERE s.id = NEW.site_id AND s.audio_upload <> 'off'
  ON CONFLICT (site_id, recording_id) DO NOTHING;
END;
--> statement-breakpoint
-- All calls, where the site wants all; and once more what was silenced by an older transcript, which from now on is not played.
CREATE TRIGGER audio_wanted_by_transcript AFTER INSERT ON transcript
WHEN EXISTS (SELECT 1 FROM site WHERE id = NEW.site_id AND audio_upload <> 'off')
BEGIN
  INSERT INTO call_audio (site_id, recording_id, state, since)
  SELECT NEW.site_id, NEW.recording_id, 'wanted', NEW.received_at
  FROM site AS s CROSS JOIN call AS c ON c.site_id = s.id AND c.recording_id = NEW.recording_id AND c.is_sample = 0
  WHERE s.id = NEW.site_id AND s.audio_upload = 'all'
  ON CONFLICT (site_id, recording_id) DO NOTHING;
  UPDATE call_audio SET state = 'wanted', since = NEW.received_at, reason = NULL
  WHERE site_id = NEW.site_id AND recording_id = NEW.recording_id AND state <> 'wanted';
END;
