CREATE TABLE `forgotten_call` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`forgotten_at` integer NOT NULL,
	`actor` text NOT NULL,
	`removed` text NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `transcript_view` (
	`site_id` text NOT NULL,
	`hour` integer NOT NULL,
	`actor` text NOT NULL,
	`recording_id` text NOT NULL,
	`at` integer NOT NULL,
	`place` text NOT NULL,
	PRIMARY KEY(`site_id`, `hour`, `actor`, `recording_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `transcript_view_of_call` ON `transcript_view` (`site_id`,`recording_id`,`hour`);--> statement-breakpoint
ALTER TABLE `site` ADD `quote_days` integer;--> statement-breakpoint
ALTER TABLE `site` ADD `quotes_removed_to` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `raw_answer_days` integer;--> statement-breakpoint
ALTER TABLE `site` ADD `raw_answers_removed_to` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `audit_days` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `site` ADD `numbers_shown_to` text DEFAULT 'managers' NOT NULL;--> statement-breakpoint
ALTER TABLE `score` ADD `quotes_removed_at` integer;--> statement-breakpoint
CREATE INDEX `coaching_clip_of_call` ON `coaching_clip` (`site_id`,`recording_id`);--> statement-breakpoint
CREATE INDEX `notice_of_call` ON `notice` (`site_id`,`recording_id`) WHERE recording_id is not null;--> statement-breakpoint
-- The audit log is only added to; what is older than the site keeps it may go.
CREATE TRIGGER audit_event_stays_as_it_is BEFORE UPDATE ON audit_event
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
--> statement-breakpoint
CREATE TRIGGER audit_event_is_kept BEFORE DELETE ON audit_event
WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site_id
              AND (audit_days = 0 OR OLD.at >= (unixepoch() - audit_days * 86400) * 1000))
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
--> statement-breakpoint
CREATE TRIGGER transcript_view_stays_as_it_is BEFORE UPDATE ON transcript_view
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
--> statement-breakpoint
CREATE TRIGGER transcript_view_is_kept BEFORE DELETE ON transcript_view
WHEN EXISTS (SELECT 1 FROM site WHERE id = OLD.site_id
              AND (audit_days = 0 OR OLD.hour >= (unixepoch() - audit_days * 86400) * 1000))
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
