-- What a run's transcripts leave out, and how sure they are.

ALTER TABLE run ADD COLUMN low_confidence INTEGER NOT NULL DEFAULT 0;

CREATE TABLE run_left_out (
  run_id    INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
  -- as in a transcript's left_out
  reason    TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  stretches INTEGER NOT NULL,
  sec       REAL NOT NULL,
  PRIMARY KEY (run_id, reason, outcome)
) STRICT, WITHOUT ROWID;
