-- Without rowids a job is written once instead of twice, for every call, and D1 bills each.
CREATE TABLE `__new_scoring_job` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`transcript_version` integer NOT NULL,
	`state` text NOT NULL,
	`next_at` integer NOT NULL,
	`lease_token` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease_losses` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`opinions` text,
	`run_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`, `transcript_version`),
	CONSTRAINT "scoring_job_state" CHECK("__new_scoring_job"."state" in ('due', 'leased', 'held', 'done', 'needs_human', 'failed'))
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_scoring_job` SELECT `site_id`, `recording_id`, `transcript_version`, `state`, `next_at`, `lease_token`, `attempts`, `lease_losses`, `last_error`, `opinions`, `run_id`, `created_at`, `updated_at` FROM `scoring_job`;
--> statement-breakpoint
DROP TABLE `scoring_job`;
--> statement-breakpoint
ALTER TABLE `__new_scoring_job` RENAME TO `scoring_job`;
--> statement-breakpoint
CREATE INDEX `scoring_job_next` ON `scoring_job` (`next_at`) WHERE state in ('due', 'leased', 'held') and run_id is null;
--> statement-breakpoint
CREATE INDEX `scoring_job_run_next` ON `scoring_job` (`next_at`) WHERE state in ('due', 'leased', 'held') and run_id is not null;
--> statement-breakpoint
CREATE INDEX `scoring_job_stuck` ON `scoring_job` (`site_id`,`state`) WHERE state in ('needs_human', 'failed');
--> statement-breakpoint
-- The table that was dropped took its trigger along.
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
