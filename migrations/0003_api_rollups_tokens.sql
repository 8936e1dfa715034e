CREATE TABLE `audit_event` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`detail` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_event_by_site` ON `audit_event` (`site_id`,`at`);--> statement-breakpoint
CREATE TABLE `team_stat` (
	`site_id` text NOT NULL,
	`span` text NOT NULL,
	`first_date` text NOT NULL,
	`agents` text NOT NULL,
	`marks` text NOT NULL,
	PRIMARY KEY(`site_id`, `span`, `first_date`)
);
--> statement-breakpoint
DROP INDEX `daily_stat_by_date`;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `histogram` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `flagged_histogram` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `states` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `reviewed_calls` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `last_scored_at` integer;--> statement-breakpoint
ALTER TABLE `daily_stat` ADD `revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
DROP INDEX `call_by_date`;--> statement-breakpoint
CREATE INDEX `call_by_agent` ON `call` (`site_id`,`agent_user`,`local_date`,`started_at`,`recording_id`);--> statement-breakpoint
CREATE INDEX `call_by_date` ON `call` (`site_id`,`local_date`,`started_at`,`recording_id`);--> statement-breakpoint
ALTER TABLE `access_token` ADD `expires_at` integer;--> statement-breakpoint
ALTER TABLE `access_token` ADD `last_used_at` integer;--> statement-breakpoint
ALTER TABLE `site` ADD `min_call_sec` real;--> statement-breakpoint
ALTER TABLE `site` ADD `campaign_settings` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `score_by_date` ON `score` (`site_id`,`local_date`,`total`) WHERE is_current = 1;--> statement-breakpoint
CREATE INDEX `score_by_campaign` ON `score` (`site_id`,`campaign_id`,`local_date`,`total`) WHERE is_current = 1;--> statement-breakpoint
CREATE INDEX `scoring_job_stuck` ON `scoring_job` (`site_id`,`state`) WHERE state in ('needs_human', 'failed');