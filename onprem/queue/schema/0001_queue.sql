-- The agent's local state. Times are epoch milliseconds; local_date is YYYY-MM-DD in the site's zone.

CREATE TABLE recording (
  recording_id  TEXT PRIMARY KEY,
  path          TEXT NOT NULL,
  uniqueid      TEXT,
  agent_user    TEXT,
  agent_name    TEXT,
  campaign_id   TEXT,
  call_status   TEXT,
  started_at    INTEGER NOT NULL,
  local_date    TEXT NOT NULL,
  duration_sec  REAL,
  state         TEXT NOT NULL CHECK (state IN
    ('found', 'waiting_file', 'pending', 'transcribing', 'transcribed', 'skipped', 'failed', 'lost')),
  -- skipped: too_short, no_speech, not_an_agent, duplicate; failed: the error's code
  reason_code   TEXT,
  -- for people
  reason        TEXT,
  -- size and modification time at the last look: a file that is still growing is not finished
  file_size     INTEGER,
  file_mtime    INTEGER,
  -- when the file was first missed; null while it is there
  missing_since INTEGER,
  -- tries that ended in an error or a crash of the engine, counted before the work starts
  attempts      INTEGER NOT NULL DEFAULT 0,
  -- tries that somebody stopped (shutdown, kill of the whole agent): not the recording's fault
  interruptions INTEGER NOT NULL DEFAULT 0,
  next_at       INTEGER NOT NULL DEFAULT 0,
  lease_owner   TEXT,
  lease_boot_id TEXT,
  lease_until   INTEGER,
  found_at      INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX recording_by_state ON recording (state, next_at);

CREATE TABLE transcript (
  recording_id TEXT PRIMARY KEY REFERENCES recording (recording_id),
  -- Transcript of shared/contracts/transcript.ts, already redacted
  body         TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;

-- What the edge must still be told: one row per recording and kind, so it cannot grow beyond the queue.
CREATE TABLE outbox (
  recording_id TEXT NOT NULL REFERENCES recording (recording_id),
  kind         TEXT NOT NULL CHECK (kind IN ('call', 'transcript')),
  -- counts changes, so that what changed while it was being sent is sent again
  generation   INTEGER NOT NULL DEFAULT 1,
  created_at   INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  next_at      INTEGER NOT NULL DEFAULT 0,
  -- the edge's reason when it refused the item; such a row waits for `nightshift retry`
  rejected     TEXT,
  PRIMARY KEY (recording_id, kind)
) STRICT;

CREATE INDEX outbox_due ON outbox (kind, created_at) WHERE rejected IS NULL;

CREATE TABLE cursor (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE run (
  run_id      INTEGER PRIMARY KEY,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  transcribed INTEGER NOT NULL DEFAULT 0,
  skipped     INTEGER NOT NULL DEFAULT 0,
  failed      INTEGER NOT NULL DEFAULT 0,
  audio_sec   REAL NOT NULL DEFAULT 0
) STRICT;
