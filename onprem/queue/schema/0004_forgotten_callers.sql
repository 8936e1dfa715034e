-- Callers whose data is deleted on request. Nothing here tells who they are: no number, no lead, no file name.

CREATE TABLE forget_request (
  request_id   TEXT PRIMARY KEY,
  asked_at     INTEGER NOT NULL,
  -- how the caller was named: phone or lead
  named_by     TEXT NOT NULL,
  recordings   INTEGER NOT NULL,
  -- what was deleted on this host, and what the edge said it had: counts by kind, JSON
  deleted_here TEXT NOT NULL,
  deleted_edge TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- A tombstone, for ever: such a recording is never queued again, whichever way it is found.
CREATE TABLE forgotten (
  recording_id TEXT PRIMARY KEY,
  -- null where the edge told it
  request_id   TEXT REFERENCES forget_request (request_id),
  forgotten_at INTEGER NOT NULL,
  -- when it began: ViciDial may give the number to another recording some day; null where that is not known
  started_at   INTEGER,
  -- the day of its text copy; null when nothing of it can be left on the disk
  local_date   TEXT,
  -- 1 until the edge has given its receipt; 0 for other names of a recording, which the edge never knew
  edge_waits   INTEGER NOT NULL
) STRICT;

CREATE INDEX forgotten_to_send ON forgotten (forgotten_at) WHERE edge_waits = 1;
CREATE INDEX forgotten_with_files ON forgotten (recording_id) WHERE local_date IS NOT NULL;

CREATE TRIGGER forgotten_stays_out BEFORE INSERT ON recording
WHEN EXISTS (SELECT 1 FROM forgotten WHERE recording_id = NEW.recording_id)
BEGIN
  SELECT RAISE(IGNORE);
END;
