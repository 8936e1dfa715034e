-- Recordings whose sound the edge has asked for, and what became of that. There are rows only where the owner allows it.
CREATE TABLE audio_upload (
  recording_id TEXT PRIMARY KEY REFERENCES recording (recording_id) ON DELETE CASCADE,
  state        TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'unavailable')),
  -- unavailable: AudioUnavailableCode of shared/contracts/audio.ts; waiting: what the last try failed by
  reason_code  TEXT,
  attempts     INTEGER NOT NULL DEFAULT 0,
  next_at      INTEGER NOT NULL DEFAULT 0,
  updated_at   INTEGER NOT NULL
) STRICT;

CREATE INDEX audio_upload_due ON audio_upload (next_at) WHERE state = 'waiting';

-- Another transcript may have more taken out of it: what was sent is made and sent anew.
CREATE TRIGGER audio_silenced_anew AFTER UPDATE OF body ON transcript WHEN new.body <> old.body BEGIN
  UPDATE audio_upload SET state = 'waiting', reason_code = NULL, attempts = 0, next_at = 0, updated_at = new.created_at
   WHERE recording_id = new.recording_id AND state <> 'waiting';
END;
