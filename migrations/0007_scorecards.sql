CREATE TABLE `scorecard_assignment` (
	`site_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`scorecard_id` text NOT NULL,
	`version` integer,
	`assigned_at` integer NOT NULL,
	`assigned_by` text NOT NULL,
	PRIMARY KEY(`site_id`, `campaign_id`)
);
--> statement-breakpoint
CREATE TABLE `scorecard_run` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`scorecard_id` text NOT NULL,
	`version` integer NOT NULL,
	`scorecard` text NOT NULL,
	`calls` integer NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`stopped_at` integer
);
--> statement-breakpoint
CREATE INDEX `scorecard_run_by_site` ON `scorecard_run` (`site_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `scorecard_run_call` (
	`run_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`site_id` text NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`next_at` integer NOT NULL,
	`lease_token` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`lease_losses` integer DEFAULT 0 NOT NULL,
	`reason` text,
	`transcript_version` integer NOT NULL,
	`before_scorecard` text,
	`before_total` real,
	`before_flagged` integer,
	`before_marks` text,
	`after_total` real,
	`after_flagged` integer,
	`after_flag_reason` text,
	`after_marks` text,
	`provider` text,
	`model` text,
	`cost_usd` real,
	`ended_at` integer,
	PRIMARY KEY(`run_id`, `recording_id`),
	CONSTRAINT "scorecard_run_call_state" CHECK("scorecard_run_call"."state" in ('waiting', 'leased', 'open', 'done', 'failed', 'skipped', 'stopped'))
);
--> statement-breakpoint
CREATE INDEX `scorecard_run_call_next` ON `scorecard_run_call` (`kind`,`next_at`) WHERE state in ('waiting', 'leased');--> statement-breakpoint
CREATE TABLE `scorecard_version` (
	`site_id` text NOT NULL,
	`scorecard_id` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`content` text NOT NULL,
	`copied_from` text,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`updated_at` integer NOT NULL,
	`published_at` integer,
	`published_by` text,
	`retired_at` integer,
	`retired_by` text,
	PRIMARY KEY(`site_id`, `scorecard_id`, `version`),
	CONSTRAINT "scorecard_version_state" CHECK("scorecard_version"."state" in ('draft', 'published', 'retired'))
);
--> statement-breakpoint
DROP INDEX `scoring_job_next`;--> statement-breakpoint
ALTER TABLE `scoring_job` ADD `run_id` text;--> statement-breakpoint
CREATE INDEX `scoring_job_run_next` ON `scoring_job` (`next_at`) WHERE state in ('due', 'leased', 'held') and run_id is not null;--> statement-breakpoint
CREATE INDEX `scoring_job_next` ON `scoring_job` (`next_at`) WHERE state in ('due', 'leased', 'held') and run_id is null;