ALTER TABLE `site` ADD `score_days` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `scores_kept_from` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `scores_given_up` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `scores_removed_to` text DEFAULT '["",0,""]' NOT NULL;
--> statement-breakpoint
-- Places in the order of rowids stand for all that came before. Where the last row of a table goes, SQLite gives its rowid once
-- more: what comes next would lie behind them. Of several that go at once the last may be the only one that is seen here.
CREATE TRIGGER transcript_last_removed AFTER DELETE ON transcript
WHEN NOT EXISTS (SELECT 1 FROM transcript WHERE rowid > OLD.rowid)
BEGIN
  UPDATE site SET
    texts_removed_to = min(texts_removed_to, (SELECT coalesce(max(rowid), 0) FROM transcript)),
    quotes_removed_to = min(quotes_removed_to, (SELECT coalesce(max(rowid), 0) FROM transcript)),
    raw_answers_removed_to = min(raw_answers_removed_to, (SELECT coalesce(max(rowid), 0) FROM transcript))
  WHERE max(texts_removed_to, quotes_removed_to, raw_answers_removed_to) > (SELECT coalesce(max(rowid), 0) FROM transcript);
  UPDATE tracker SET counted_to = (SELECT coalesce(max(rowid), 0) FROM transcript)
  WHERE counted_to > (SELECT coalesce(max(rowid), 0) FROM transcript);
END;
--> statement-breakpoint
CREATE TRIGGER score_last_removed AFTER DELETE ON score
WHEN NOT EXISTS (SELECT 1 FROM score WHERE rowid > OLD.rowid)
BEGIN
  UPDATE alert_cursor SET place = (SELECT coalesce(max(rowid), 0) FROM score)
  WHERE place > (SELECT coalesce(max(rowid), 0) FROM score);
END;
--> statement-breakpoint
-- Removal of old scores goes through a site's calls by date; one that comes to lie behind it is gone back to.
CREATE TRIGGER call_moved_back AFTER UPDATE OF local_date ON call WHEN NEW.local_date < OLD.local_date
BEGIN
  UPDATE site SET scores_removed_to = json_array(NEW.local_date, 0, '')
  WHERE id = NEW.site_id AND scores_removed_to ->> 0 >= NEW.local_date;
END;
