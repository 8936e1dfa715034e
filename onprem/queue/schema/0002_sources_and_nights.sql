-- Recordings whose file is not known yet, the order of the night, what became of whom and when, pauses, and receipts.

CREATE TABLE recording_2 (
  recording_id  TEXT PRIMARY KEY,
  -- null until the source has found the file
  path          TEXT,
  -- what the source needs to look for the file again: JSON, its shape is the source's own
  source_ref    TEXT,
  uniqueid      TEXT,
  -- the recordings of one call (transfer legs, on-demand starts, copies) share it; null when the source cannot tell
  call_group    TEXT,
  direction     TEXT CHECK (direction IN ('inbound', 'outbound')),
  agent_user    TEXT,
  agent_name    TEXT,
  campaign_id   TEXT,
  call_status   TEXT,
  -- when the call behind the recording was last looked up; null for sources that know it from the start
  linked_at     INTEGER,
  started_at    INTEGER NOT NULL,
  local_date    TEXT NOT NULL,
  -- seconds of audio as expected before, and as measured after decoding
  expected_sec  REAL,
  duration_sec  REAL,
  state         TEXT NOT NULL CHECK (state IN
    ('found', 'waiting_file', 'pending', 'transcribing', 'transcribed', 'skipped', 'failed', 'lost')),
  -- skipped: too_short, no_speech, not_an_agent, duplicate; failed: the error's code
  reason_code   TEXT,
  -- for people
  reason        TEXT,
  -- size and modification time at the last look, and since when they have been the same
  file_size     INTEGER,
  file_mtime    INTEGER,
  file_since    INTEGER,
  -- when the file was first missed, and how often since; null while it is there
  missing_since INTEGER,
  looks         INTEGER NOT NULL DEFAULT 0,
  -- order of the night: the last night (YYYY-MM-DD of its evening) before the file is removed, then priority, then the
  -- place in a random order of the agent's calls of that day
  last_night    TEXT NOT NULL DEFAULT '9999-12-31',
  priority      INTEGER NOT NULL DEFAULT 0,
  draw          INTEGER NOT NULL DEFAULT 0,
  agent_rank    INTEGER NOT NULL DEFAULT 1000000,
  -- tries that ended in an error or a crash of the engine, counted before the work starts
  attempts      INTEGER NOT NULL DEFAULT 0,
  -- tries that somebody stopped (shutdown, kill of the whole agent): not the recording's fault
  interruptions INTEGER NOT NULL DEFAULT 0,
  -- pending: not to be claimed before; waiting_file: not to be looked for before
  next_at       INTEGER NOT NULL DEFAULT 0,
  lease_owner   TEXT,
  lease_boot_id TEXT,
  lease_until   INTEGER,
  found_at      INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

INSERT INTO recording_2
       (recording_id, path, uniqueid, agent_user, agent_name, campaign_id, call_status, started_at, local_date,
        duration_sec, state, reason_code, reason, file_size, file_mtime, file_since, missing_since, attempts,
        interruptions, next_at, lease_owner, lease_boot_id, lease_until, found_at, updated_at)
SELECT recording_id, path, uniqueid, agent_user, agent_name, campaign_id, call_status, started_at, local_date,
       duration_sec, state, reason_code, reason, file_size, file_mtime, file_mtime, missing_since, attempts,
       interruptions, next_at, lease_owner, lease_boot_id, lease_until, found_at, updated_at
  FROM recording;
DROP TABLE recording;
ALTER TABLE recording_2 RENAME TO recording;

CREATE INDEX recording_by_state ON recording (state, next_at);
CREATE INDEX recording_to_claim ON recording (last_night, priority DESC, agent_rank, started_at, recording_id)
  WHERE state = 'pending';
CREATE INDEX recording_by_group ON recording (call_group) WHERE call_group IS NOT NULL;
CREATE INDEX recording_to_link ON recording (started_at)
  WHERE linked_at IS NULL AND source_ref IS NOT NULL AND state NOT IN ('skipped', 'lost');
CREATE INDEX recording_with_copies ON recording (call_group) WHERE instr(source_ref, '"stereo_code"') > 0;
CREATE INDEX recording_by_date ON recording (local_date, agent_user);
CREATE INDEX recording_by_path ON recording (path) WHERE path IS NOT NULL;
CREATE INDEX recording_by_uniqueid ON recording (uniqueid) WHERE uniqueid IS NOT NULL;

-- A recording's life, written by the triggers below, so that no change of state can forget to.
CREATE TABLE recording_event (
  event_id     INTEGER PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recording (recording_id) ON DELETE CASCADE,
  at           INTEGER NOT NULL,
  state        TEXT NOT NULL,
  reason_code  TEXT,
  reason       TEXT
) STRICT;

CREATE INDEX recording_event_of ON recording_event (recording_id);

CREATE TRIGGER recording_entered AFTER INSERT ON recording BEGIN
  INSERT INTO recording_event (recording_id, at, state, reason_code, reason)
  VALUES (new.recording_id, new.updated_at, new.state, new.reason_code, new.reason);
END;

CREATE TRIGGER recording_moved AFTER UPDATE OF state ON recording WHEN new.state <> old.state BEGIN
  INSERT INTO recording_event (recording_id, at, state, reason_code, reason)
  VALUES (new.recording_id, new.updated_at, new.state, new.reason_code, new.reason);
END;

-- When the edge said it has the transcript, and when it last showed that it does.
ALTER TABLE transcript ADD COLUMN delivered_at INTEGER;
ALTER TABLE transcript ADD COLUMN confirmed_at INTEGER;
-- The texts before these columns are long, so what is asked for often is found without reading past them.
CREATE INDEX transcript_by_age ON transcript (created_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX transcript_unconfirmed ON transcript (delivered_at) WHERE confirmed_at IS NULL;
CREATE INDEX transcript_confirmed ON transcript (delivered_at, confirmed_at) WHERE confirmed_at IS NOT NULL;

ALTER TABLE run ADD COLUMN workers INTEGER NOT NULL DEFAULT 1;
-- Seconds that workers spent on what they finished, pauses left out: audio_sec / work_sec is a worker's speed.
ALTER TABLE run ADD COLUMN work_sec REAL NOT NULL DEFAULT 0;
-- Why it ended: done, window_over, stopped, error; null while it runs or when it was killed.
ALTER TABLE run ADD COLUMN ended_by TEXT;

-- Each time the guard stopped the workers for production's sake; a null end means still paused, or killed meanwhile.
CREATE TABLE pause (
  pause_id   INTEGER PRIMARY KEY,
  run_id     INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  cause      TEXT NOT NULL
) STRICT;

CREATE INDEX pause_of_run ON pause (run_id);
