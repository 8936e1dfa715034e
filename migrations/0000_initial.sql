CREATE TABLE `access_token` (
	`id` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`scope` text NOT NULL,
	`secret_hash` text NOT NULL,
	`label` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `access_token_secret` ON `access_token` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `agent_heartbeat` (
	`site_id` text PRIMARY KEY NOT NULL,
	`received_at` integer NOT NULL,
	`body` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `call` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`uniqueid` text,
	`agent_user` text,
	`agent_name` text,
	`campaign_id` text,
	`call_status` text,
	`started_at` integer NOT NULL,
	`local_date` text NOT NULL,
	`duration_sec` real,
	`agent_state` text NOT NULL,
	`state_reason` text,
	`is_sample` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`),
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `call_by_date` ON `call` (`site_id`,`local_date`);--> statement-breakpoint
CREATE INDEX `call_by_uniqueid` ON `call` (`site_id`,`uniqueid`);--> statement-breakpoint
CREATE TABLE `daily_criterion_stat` (
	`site_id` text NOT NULL,
	`local_date` text NOT NULL,
	`agent_user` text NOT NULL,
	`campaign_id` text NOT NULL,
	`criterion_id` text NOT NULL,
	`marked` integer DEFAULT 0 NOT NULL,
	`sum_mark` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `agent_user`, `campaign_id`, `local_date`, `criterion_id`)
);
--> statement-breakpoint
CREATE TABLE `daily_stat` (
	`site_id` text NOT NULL,
	`local_date` text NOT NULL,
	`agent_user` text NOT NULL,
	`campaign_id` text NOT NULL,
	`total_calls` integer DEFAULT 0 NOT NULL,
	`sample_calls` integer DEFAULT 0 NOT NULL,
	`scored_calls` integer DEFAULT 0 NOT NULL,
	`flagged_calls` integer DEFAULT 0 NOT NULL,
	`sum_total` real DEFAULT 0 NOT NULL,
	`min_total` real,
	`max_total` real,
	`cost_usd` real DEFAULT 0 NOT NULL,
	PRIMARY KEY(`site_id`, `agent_user`, `campaign_id`, `local_date`)
);
--> statement-breakpoint
CREATE INDEX `daily_stat_by_date` ON `daily_stat` (`site_id`,`local_date`);--> statement-breakpoint
CREATE TABLE `provider_quota` (
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`window` text NOT NULL,
	`requests` integer DEFAULT 0 NOT NULL,
	`tokens` integer DEFAULT 0 NOT NULL,
	`closed_until` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `model`, `window`)
);
--> statement-breakpoint
CREATE TABLE `score` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`version` integer NOT NULL,
	`is_current` integer NOT NULL,
	`transcript_version` integer NOT NULL,
	`scorecard_id` text NOT NULL,
	`scorecard_version` integer NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`prompt_version` text NOT NULL,
	`agent_user` text,
	`campaign_id` text,
	`local_date` text NOT NULL,
	`is_sample` integer DEFAULT 0 NOT NULL,
	`total` real,
	`flagged` integer NOT NULL,
	`flag_reason` text,
	`criteria` text NOT NULL,
	`auto_fails` text NOT NULL,
	`injections` text NOT NULL,
	`summary` text NOT NULL,
	`strengths` text NOT NULL,
	`improvements` text NOT NULL,
	`input_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`cost_usd` real NOT NULL,
	`latency_ms` integer NOT NULL,
	`raw_answer` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`, `version`)
);
--> statement-breakpoint
CREATE INDEX `score_flagged` ON `score` (`site_id`,`local_date`,`total`) WHERE is_current = 1 and flagged = 1;--> statement-breakpoint
CREATE INDEX `score_by_agent` ON `score` (`site_id`,`agent_user`,`local_date`,`total`) WHERE is_current = 1;--> statement-breakpoint
CREATE TABLE `scoring_job` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`transcript_version` integer NOT NULL,
	`state` text NOT NULL,
	`next_at` integer NOT NULL,
	`lease_token` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`, `transcript_version`),
	CONSTRAINT "scoring_job_state" CHECK("scoring_job"."state" in ('due', 'leased', 'held', 'done', 'needs_human', 'failed'))
);
--> statement-breakpoint
CREATE INDEX `scoring_job_next` ON `scoring_job` (`next_at`) WHERE state in ('due', 'leased', 'held');--> statement-breakpoint
CREATE TABLE `session` (
	`secret_hash` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sign_in_link` (
	`secret_hash` text PRIMARY KEY NOT NULL,
	`site_id` text NOT NULL,
	`role` text NOT NULL,
	`uses_left` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`site_id`) REFERENCES `site`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`language` text DEFAULT 'en' NOT NULL,
	`initial_prompt` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `transcript` (
	`site_id` text NOT NULL,
	`recording_id` text NOT NULL,
	`version` integer NOT NULL,
	`content_hash` text NOT NULL,
	`language` text NOT NULL,
	`model` text NOT NULL,
	`segments` text NOT NULL,
	`word_count` integer NOT NULL,
	`audio_sec` real NOT NULL,
	`speech_sec` real NOT NULL,
	`transcription_sec` real NOT NULL,
	`redactions` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`site_id`, `recording_id`, `version`)
);
